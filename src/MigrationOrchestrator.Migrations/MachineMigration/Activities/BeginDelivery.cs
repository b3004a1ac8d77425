using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Creates what receives the files in the target, gives it the descriptor, and waits a little until it asks for them.</summary>
/// <param name="clouds">The clouds.</param>
/// <param name="staging">Where the descriptor is.</param>
/// <param name="wait">How long steps wait themselves.</param>
public sealed class BeginDelivery(CloudPorts clouds, IStagingStore staging, StepWait wait) : StepActivity<DeliveryInput, Delivery>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<DeliveryInput, StepResult<Delivery>> Name { get; } = new(nameof(BeginDelivery));

    /// <inheritdoc/>
    protected override async Task<(Delivery Value, long Bytes)> DoAsync(ActivityContext context, DeliveryInput input, CancellationToken cancellation)
    {
        IMachineTarget target = await clouds.TargetAsync(input.Request.Place.Cloud, input.Request.Place.Region, cancellation);
        DeliveryRequest request = target.Needs.NeedsDescriptor
            ? input.Request with { Descriptor = await staging.ReadWholeAsync(WriteDescriptor.StagedAs(input.Migration), cancellation) }
            : input.Request;
        Delivery begun = await target.BeginDeliveryAsync(request, cancellation);
        request = request with { ResourceId = begun.ResourceId };
        return (await wait.UntilAsync(begun, delivery => delivery.Phase != DeliveryPhase.Preparing, () => target.PollDeliveryAsync(request, cancellation), cancellation), request.Descriptor.Length);
    }
}
