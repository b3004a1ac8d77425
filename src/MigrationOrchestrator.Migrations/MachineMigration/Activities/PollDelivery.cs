using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Asks how far a delivery is and waits a little for the target's next phase.</summary>
/// <param name="clouds">The clouds.</param>
/// <param name="wait">How long steps wait themselves.</param>
public sealed class PollDelivery(CloudPorts clouds, StepWait wait) : StepActivity<DeliveryInput, Delivery>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<DeliveryInput, StepResult<Delivery>> Name { get; } = new(nameof(PollDelivery));

    /// <inheritdoc/>
    protected override async Task<(Delivery Value, long Bytes)> DoAsync(ActivityContext context, DeliveryInput input, CancellationToken cancellation)
    {
        IMachineTarget target = await clouds.TargetAsync(input.Request.Place.Cloud, input.Request.Place.Region, cancellation);
        Task<Delivery> AskAsync() => target.PollDeliveryAsync(input.Request, cancellation);
        Delivery first = await AskAsync();
        return (await wait.UntilAsync(first, delivery => delivery.Phase != first.Phase || delivery.Phase == DeliveryPhase.Ready, AskAsync, cancellation), 0);
    }
}
