using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Makes a machine of what was delivered, or finds the one that is being made, and waits a little for it.</summary>
/// <param name="clouds">The clouds.</param>
/// <param name="wait">How long steps wait themselves.</param>
public sealed class DeployMachine(CloudPorts clouds, StepWait wait) : StepActivity<DeploymentRequest, Deployment>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<DeploymentRequest, StepResult<Deployment>> Name { get; } = new(nameof(DeployMachine));

    /// <inheritdoc/>
    protected override async Task<(Deployment Value, long Bytes)> DoAsync(ActivityContext context, DeploymentRequest input, CancellationToken cancellation)
    {
        IMachineTarget target = await clouds.TargetAsync(input.Place.Cloud, input.Place.Region, cancellation);
        Deployment first = input.ResourceId is null
            ? await target.BeginDeploymentAsync(input, cancellation)
            : await target.PollDeploymentAsync(input, cancellation);
        DeploymentRequest known = input with { ResourceId = first.ResourceId };
        return (await wait.UntilAsync(first, deployment => deployment.Done, () => target.PollDeploymentAsync(known, cancellation), cancellation), 0);
    }
}
