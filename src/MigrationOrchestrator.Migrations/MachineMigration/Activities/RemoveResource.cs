using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Removes one thing that a migration created, found by its id or by its deterministic name; nothing there is success.</summary>
/// <param name="clouds">The clouds.</param>
/// <param name="wait">How long steps wait themselves.</param>
public sealed class RemoveResource(CloudPorts clouds, StepWait wait) : StepActivity<LedgerEntry, bool>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<LedgerEntry, StepResult<bool>> Name { get; } = new(nameof(RemoveResource));

    /// <inheritdoc/>
    protected override async Task<(bool Value, long Bytes)> DoAsync(ActivityContext context, LedgerEntry input, CancellationToken cancellation)
    {
        FailureException? busy = await wait.UntilAsync(await TryAsync(input, cancellation), left => left is null, () => TryAsync(input, cancellation), cancellation);
        return busy is null ? (true, 0) : throw busy;
    }

    /// <returns>Null where it is gone, or why it is not yet: clouds remove some things bit by bit, each after another.</returns>
    private async Task<FailureException?> TryAsync(LedgerEntry entry, CancellationToken cancellation)
    {
        try
        {
            if (entry.Side == CloudSide.Source)
            {
                IMachineSource source = await clouds.SourceAsync(entry.Cloud, entry.Region, cancellation);
                await source.RemoveAsync(entry, cancellation);
            }
            else
            {
                IMachineTarget target = await clouds.TargetAsync(entry.Cloud, entry.Region, cancellation);
                await target.RemoveAsync(entry, cancellation);
            }

            return null;
        }
        catch (FailureException busy) when (busy.Failure is { Transient: true, Code: "cloud.conflict" })
        {
            return busy;
        }
    }
}
