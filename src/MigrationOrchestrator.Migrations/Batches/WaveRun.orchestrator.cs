using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.MachineMigration;
using MigrationOrchestrator.Migrations.Receipts;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>
/// One wave: in the file's order, every machine whose predecessors have arrived is started as soon as the batch and both clouds have a place free.
/// </summary>
internal sealed class WaveRun(BatchRun run, IReadOnlyList<BatchEntry> entries)
{
    private readonly List<BatchEntry> waiting = [.. entries];
    private readonly List<(BatchEntry Entry, Task<Receipt> Moving)> running = [];
    private bool isForwarded;

    public async Task RunAsync()
    {
        while (true)
        {
            StartWhatMay();
            if (running.Count == 0)
            {
                return;
            }

            await AnyEndAsync();
            await TakeEndedAsync();
        }
    }

    private void StartWhatMay()
    {
        for (int index = 0; index < waiting.Count && run.GoesOn; index++)
        {
            BatchEntry entry = waiting[index];
            if (entry.After.Any(run.IsLost))
            {
                run.Skip(entry);
                waiting.RemoveAt(index);

                // Those before it may have waited for it.
                index = -1;
            }
            else if (running.Count < run.Concurrency.Machines && entry.After.All(run.HasArrived) && entry.Clouds.All(HasPlace))
            {
                running.Add((entry, StartAsync(entry)));
                waiting.RemoveAt(index--);
            }
        }
    }

    private Task<Receipt> StartAsync(BatchEntry entry)
        => run.Context.CallSubOrchestratorAsync(MigrateMachine.Name, entry.Request, new SubOrchestrationOptions { InstanceId = MigrateBatch.MachineId(run.Context.InstanceId, entry.Key) });

    private bool HasPlace(CloudName cloud)
        => !run.Concurrency.Clouds.TryGetValue(cloud, out int bound) || running.Count(machine => machine.Entry.Clouds.Contains(cloud)) < bound;

    /// <summary>Waits until a machine has ended; where the batch is cancelled meanwhile, the running machines are told once.</summary>
    private async Task AnyEndAsync()
    {
        Task ended = Task.WhenAny(running.Select(machine => machine.Moving));
        if (!isForwarded && await Task.WhenAny(ended, run.Cancel.Asked) != ended)
        {
            isForwarded = true;
            foreach ((BatchEntry entry, _) in running)
            {
                run.Context.SendEvent(MigrateBatch.MachineId(run.Context.InstanceId, entry.Key), CancelRequest.EventName, new CancelRequest("Its batch was cancelled."));
            }
        }

        await ended;
    }

    private async Task TakeEndedAsync()
    {
        foreach ((BatchEntry entry, Task<Receipt> moving) in running.Where(machine => machine.Moving.IsCompleted).ToList())
        {
            running.Remove((entry, moving));
            run.End(entry, await OutcomeAsync(moving));
        }
    }

    private static async Task<MigrationOutcome> OutcomeAsync(Task<Receipt> moving)
    {
        try
        {
            return (await moving).Outcome;
        }
        catch (TaskFailedException)
        {
            // It was terminated, or ended in a defect: its own instance tells more.
            return MigrationOutcome.Failed;
        }
    }
}
