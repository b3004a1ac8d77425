using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Starts a snapshot, or finds the one that was started under the same name, and waits a little for it to become ready.</summary>
/// <param name="clouds">The clouds.</param>
/// <param name="wait">How long steps wait themselves.</param>
public sealed class TakeSnapshot(CloudPorts clouds, StepWait wait) : StepActivity<SnapshotRequest, Snapshot>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<SnapshotRequest, StepResult<Snapshot>> Name { get; } = new(nameof(TakeSnapshot));

    /// <inheritdoc/>
    protected override async Task<(Snapshot Value, long Bytes)> DoAsync(ActivityContext context, SnapshotRequest input, CancellationToken cancellation)
    {
        IMachineSource source = await clouds.SourceAsync(input.Source.Cloud, input.Source.Region, cancellation);
        Snapshot begun = await source.BeginSnapshotAsync(input, cancellation);
        return (await wait.UntilAsync(begun, snapshot => snapshot.Ready, () => source.PollSnapshotAsync(input, cancellation), cancellation), 0);
    }
}
