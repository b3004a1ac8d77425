using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>Makes views of batches of what the engine knows.</summary>
internal static class BatchViews
{
    /// <summary>A batch without its machines, for lists.</summary>
    public static BatchView Brief(OrchestrationState state)
    {
        BatchInput input = DurableJson.Deserialize<BatchInput>(state.Input ?? throw new InvalidOperationException("The instance's input was not asked for."))!;
        BatchStatus? status = state.ReadCustomStatus<BatchStatus>();
        BatchReceipt? receipt = state.Status == OrchestrationStatus.Completed ? state.ReadOutput<BatchReceipt>() : null;
        BatchProgress progress = receipt is null
            ? new BatchProgress(input.Machines, 0, 0, 0, 0, 0)
            : new BatchProgress(input.Machines, 0, receipt.Arrived, receipt.Failed, receipt.NotMoved, 0);
        return new BatchView(state.InstanceId, BatchStates.Of(state.Status, status, receipt), state.CreatedAt, state.UpdatedAt, progress)
        {
            Name = input.Name,
            Wave = status?.Wave ?? 1,
            Failure = state.Failure,
            Receipt = receipt,
        };
    }

    /// <summary>A batch with its machines.</summary>
    /// <param name="brief">The batch.</param>
    /// <param name="batch">What it was started with.</param>
    /// <param name="started">The migrations of its machines that were started, by id.</param>
    /// <param name="now">The time.</param>
    public static BatchView Full(BatchView brief, Batch batch, IReadOnlyDictionary<InstanceId, MigrationView> started, DateTimeOffset now)
    {
        Dictionary<string, BatchMachine> machines = new(StringComparer.Ordinal);
        foreach (BatchEntry entry in batch.Entries.OrderBy(entry => entry.Wave))
        {
            InstanceId id = MigrateBatch.MachineId(brief.Id, entry.Key);
            machines[entry.Key] = started.TryGetValue(id, out MigrationView? migration) ? Started(entry, migration) : NotStarted(entry, id, BatchMachineState.Waiting);
        }

        SettleNotStarted(batch, machines, brief.State.HasEnded());
        IReadOnlyList<BatchMachine> all = [.. batch.Entries.Select(entry => machines[entry.Key])];
        TimeSpan elapsed = (brief.State.HasEnded() ? brief.UpdatedAt : now) - brief.CreatedAt;
        return brief with
        {
            Machines = all,
            Waves = [.. all.GroupBy(machine => machine.Wave).OrderBy(wave => wave.Key).Select(wave => new WaveView(wave.Key, Sum([.. wave], null)))],
            Progress = Sum(all, elapsed),
        };
    }

    /// <summary>Tells apart why machines were not started: one that they wait for is lost, or the batch has ended.</summary>
    private static void SettleNotStarted(Batch batch, Dictionary<string, BatchMachine> machines, bool hasEnded)
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (BatchEntry entry in batch.Entries.Where(entry => machines[entry.Key].State == BatchMachineState.Waiting && entry.After.Any(IsLost)))
            {
                machines[entry.Key] = machines[entry.Key] with { State = BatchMachineState.Skipped, Stage = Stage.Finished };
                changed = true;
            }
        }

        foreach (BatchEntry entry in batch.Entries.Where(entry => hasEnded && machines[entry.Key].State == BatchMachineState.Waiting))
        {
            machines[entry.Key] = machines[entry.Key] with { State = BatchMachineState.NotStarted, Stage = Stage.Finished };
        }

        bool IsLost(string key) => machines[key].State is BatchMachineState.Failed or BatchMachineState.Stopped or BatchMachineState.Cancelled or BatchMachineState.Skipped;
    }

    private static BatchMachine NotStarted(BatchEntry entry, InstanceId id, BatchMachineState state)
        => new(entry.Key, id, entry.Wave, entry.Request.Source.Cloud, entry.Request.Source.Machine, entry.Request.Target.Cloud, state, Stage.Waiting, 0) { After = entry.After };

    private static BatchMachine Started(BatchEntry entry, MigrationView migration)
    {
        BatchMachineState state = BatchStates.Of(migration.State);
        bool areKnown = migration.Disks.Count > 0 && migration.Disks.All(disk => disk.SourceBytes is not null) && (state.HasEnded() || migration.Disks.Count == migration.Plan?.Machine.Disks.Count);
        return NotStarted(entry, migration.Id, state) with
        {
            Stage = migration.Stage,
            ReadBytes = migration.Disks.Sum(disk => disk.Stage <= Stage.Download ? disk.DoneBytes : disk.SourceBytes ?? 0),
            TotalBytes = areKnown ? migration.Disks.Sum(disk => disk.SourceBytes!.Value) : null,
            BytesPerSecond = migration.Disks.Sum(disk => disk.BytesPerSecond) is > 0 and var rate && !state.HasEnded() ? rate : null,
            StartedAt = migration.CreatedAt,
            EndedAt = state.HasEnded() ? migration.UpdatedAt : null,
            Failure = migration.Failure,
        };
    }

    private static BatchProgress Sum(IReadOnlyList<BatchMachine> machines, TimeSpan? elapsed)
    {
        int done = Count(BatchMachineState.Done);
        int failed = Count(BatchMachineState.Failed, BatchMachineState.Stopped);
        int ended = machines.Count(machine => machine.State.HasEnded());
        int running = machines.Count - ended - Count(BatchMachineState.Waiting);
        double rate = machines.Sum(machine => machine.BytesPerSecond ?? 0);
        return new BatchProgress(machines.Count, running, done, failed, ended - done - failed, machines.Sum(machine => machine.ReadBytes))
        {
            TotalBytes = machines.All(machine => machine.TotalBytes is not null || machine.State.HasEnded()) ? machines.Sum(machine => machine.TotalBytes ?? machine.ReadBytes) : null,
            BytesPerSecond = rate > 0 ? rate : null,
            RemainingSeconds = elapsed is { } time && done > 0 && running > 0 ? time.TotalSeconds / done * (machines.Count - ended) : null,
        };

        int Count(params ReadOnlySpan<BatchMachineState> states)
        {
            int count = 0;
            foreach (BatchMachine machine in machines)
            {
                count += states.Contains(machine.State) ? 1 : 0;
            }

            return count;
        }
    }
}
