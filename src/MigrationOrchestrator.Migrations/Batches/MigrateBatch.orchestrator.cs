using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches.Activities;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>
/// Moves many machines: waves one after another, in each wave as many machines at a time as the batch allows, one child
/// <see cref="MachineMigration.MigrateMachine"/> each. The instance's id is the batch's id; a machine's is <c>BATCH.KEY</c>.
/// </summary>
public sealed class MigrateBatch : Orchestrator<BatchInput, BatchReceipt>
{
    /// <summary>Its name in histories.</summary>
    public static OrchestratorName<BatchInput, BatchReceipt> Name { get; } = new(nameof(MigrateBatch));

    /// <summary>The document lies with the host, so a failure that passes does so soon.</summary>
    private static RetryPolicy Retry { get; } = new(8, TimeSpan.FromSeconds(2)) { Handle = failure => failure.Transient };

    /// <summary>The id of a machine's migration.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="key">The machine's key.</param>
    public static InstanceId MachineId(InstanceId batch, string key) => new($"{batch}.{key}");

    /// <inheritdoc/>
    public override async Task<BatchReceipt> RunAsync(OrchestrationContext context, BatchInput input)
    {
        BatchRun run = new(context, input, await EntriesAsync(context));
        foreach (IGrouping<int, BatchEntry> wave in run.Entries.GroupBy(entry => entry.Wave).OrderBy(wave => wave.Key))
        {
            if (!await run.MayBeginAsync(wave.Key))
            {
                break;
            }

            await new WaveRun(run, [.. wave]).RunAsync();
        }

        return run.Receipt();
    }

    private static async Task<IReadOnlyList<BatchEntry>> EntriesAsync(OrchestrationContext context)
    {
        List<BatchEntry> entries = [];
        int? next = 0;
        while (next is { } from)
        {
            BatchEntries page = await context.CallActivityAsync(ReadBatch.Name, new ReadBatchInput(context.InstanceId, from), Retry);
            entries.AddRange(page.Entries);
            next = page.Next;
        }

        return entries;
    }
}
