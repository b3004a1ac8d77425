using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>One run of <see cref="MigrateBatch"/>: what its waves share.</summary>
internal sealed class BatchRun(OrchestrationContext context, BatchInput input, IReadOnlyList<BatchEntry> entries)
{
    private readonly DateTimeOffset startedAt = context.CurrentUtc;
    private readonly Dictionary<string, MigrationOutcome> outcomes = new(StringComparer.Ordinal);
    private int shownWave = 1;
    private string? stoppedBecause;
    private bool isRefused;

    public OrchestrationContext Context => context;

    public BatchConcurrency Concurrency => input.Concurrency;

    public IReadOnlyList<BatchEntry> Entries => entries;

    public CancelWatch Cancel { get; } = new(context);

    /// <summary>Whether another machine may be started.</summary>
    public bool GoesOn => !Cancel.IsCancelled && stoppedBecause is null;

    private int Failures => outcomes.Values.Count(outcome => outcome is MigrationOutcome.Failed or MigrationOutcome.StoppedByPlan);

    private int Arrivals => outcomes.Values.Count(HasArrived);

    /// <summary>Whether a machine is where others can build on it.</summary>
    public bool HasArrived(string key) => outcomes.TryGetValue(key, out MigrationOutcome outcome) && HasArrived(outcome);

    /// <summary>Whether a machine will never arrive, as far as is known while its wave runs.</summary>
    public bool IsLost(string key) => outcomes.TryGetValue(key, out MigrationOutcome outcome) && !HasArrived(outcome);

    /// <summary>Takes note of how a machine ended.</summary>
    public void End(BatchEntry entry, MigrationOutcome outcome)
    {
        outcomes[entry.Key] = outcome;
        if (stoppedBecause is null && Failures >= input.StopAfterFailures)
        {
            stoppedBecause = $"{Failures} machines failed.";
        }

        Show(entry.Wave);
    }

    /// <summary>Takes note of a machine that is not started because one that it waits for did not arrive.</summary>
    public void Skip(BatchEntry entry)
    {
        // Whoever waits for it in turn is skipped for the same reason.
        outcomes[entry.Key] = MigrationOutcome.Refused;
        Show(entry.Wave);
    }

    /// <summary>Waits until a wave may begin.</summary>
    /// <returns>False where the batch ends before it.</returns>
    public async Task<bool> MayBeginAsync(int wave)
    {
        if (!GoesOn)
        {
            return false;
        }

        bool isFirst = wave <= (input.FirstWave ?? entries.Min(entry => entry.Wave));
        if (input.ApproveWaves && !isFirst)
        {
            Show(wave, waitsForApproval: true);
            Task<Approval> approval = context.WaitForExternalEventAsync<Approval>("approve");
            if (await Task.WhenAny(approval, Cancel.Asked) != approval)
            {
                return false;
            }

            Approval word = await approval;
            isRefused = !word.Approved;
            stoppedBecause = word.Approved ? null : $"Wave {wave} was refused{(word.By is { } who ? $" by {who}" : "")}.";
        }

        Show(wave);
        return GoesOn;
    }

    public BatchReceipt Receipt()
    {
        int arrived = Arrivals;
        BatchOutcome outcome = Cancel.IsCancelled ? BatchOutcome.Cancelled : arrived == entries.Count ? BatchOutcome.Delivered : BatchOutcome.Incomplete;
        return new BatchReceipt(outcome, startedAt, context.CurrentUtc, arrived, Failures, entries.Count - arrived - Failures) { StoppedBecause = Cancel.IsCancelled ? "It was cancelled." : stoppedBecause, Refused = isRefused };
    }

    private static bool HasArrived(MigrationOutcome outcome) => outcome is MigrationOutcome.Delivered or MigrationOutcome.Planned;

    private void Show(int wave, bool waitsForApproval = false)
    {
        shownWave = Math.Max(shownWave, wave);
        context.SetCustomStatus(new BatchStatus(shownWave, waitsForApproval, outcomes.Count));
    }
}
