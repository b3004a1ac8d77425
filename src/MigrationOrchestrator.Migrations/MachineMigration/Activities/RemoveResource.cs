using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Removes one thing that a migration created, found by its id or by its deterministic name; nothing there is success.</summary>
/// <param name="clouds">The clouds.</param>
public sealed class RemoveResource(CloudPorts clouds) : StepActivity<LedgerEntry, bool>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<LedgerEntry, StepResult<bool>> Name { get; } = new(nameof(RemoveResource));

    /// <inheritdoc/>
    protected override async Task<(bool Value, long Bytes)> DoAsync(ActivityContext context, LedgerEntry input, CancellationToken cancellation)
    {
        if (input.Side == CloudSide.Source)
        {
            IMachineSource source = await clouds.SourceAsync(input.Cloud, input.Region, cancellation);
            await source.RemoveAsync(input, cancellation);
        }
        else
        {
            IMachineTarget target = await clouds.TargetAsync(input.Cloud, input.Region, cancellation);
            await target.RemoveAsync(input, cancellation);
        }

        return (true, 0);
    }
}
