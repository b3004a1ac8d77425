using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Commands;

/// <summary>What clients can do to an instance, each inside one write operation, so that it is decided on the state that it changes.</summary>
internal static class InstanceCommands
{
    public static InstanceRow Start(Store store, Effects effects, NewInstance start) => store.Instances.Find(start.Id) is { } existing
        ? throw new InstanceExistsException(start.Id, existing.Status)
        : store.Start(start, effects);

    public static CommandResult Raise(Store store, Effects effects, InstanceId id, EventRaised fact)
    {
        if (store.Instances.Find(id) is not { } row)
        {
            return CommandResult.NotFound;
        }

        if (row.IsFinished)
        {
            return CommandResult.NotAllowed;
        }

        store.Post(row, fact, row.Generation, effects);
        return CommandResult.Accepted;
    }

    public static CommandResult Suspend(Store store, Effects effects, InstanceId id, ExecutionSuspended fact)
    {
        switch (store.Instances.Find(id))
        {
            case null:
                return CommandResult.NotFound;
            case { IsFinished: true }:
                return CommandResult.NotAllowed;
            case { Status: not OrchestrationStatus.Suspended } row:
                _ = store.Transition(row, OrchestrationStatus.Suspended, Later(row, fact));
                effects.Changed.Add((row.Key, true));
                break;
        }

        return CommandResult.Accepted;
    }

    public static CommandResult Resume(Store store, Effects effects, InstanceId id, ExecutionResumed fact)
    {
        switch (store.Instances.Find(id))
        {
            case null:
                return CommandResult.NotFound;
            case { Status: OrchestrationStatus.Suspended } row:
                // Pending, since a turn is due: messages may have come, and the first turn may still be to come.
                _ = store.Transition(row, OrchestrationStatus.Pending, Later(row, fact));
                effects.Changed.Add((row.Key, false));
                effects.Kicked.Add(row.Key);
                return CommandResult.Accepted;
            case { IsFinished: true }:
                return CommandResult.NotAllowed;
            default:
                return CommandResult.Accepted;
        }
    }

    public static CommandResult Terminate(Store store, Effects effects, InstanceId id, ExecutionTerminated fact, bool isRecursive)
    {
        if (store.Instances.Find(id) is not { } row)
        {
            return CommandResult.NotFound;
        }

        if (row.IsFinished)
        {
            return CommandResult.NotAllowed;
        }

        Stop(store, effects, row, fact);
        if (isRecursive)
        {
            StopBelow(store, effects, row, fact, []);
        }

        return CommandResult.Accepted;
    }

    public static CommandResult Rewind(Store store, Effects effects, InstanceId id, ExecutionRewound fact)
    {
        switch (store.Instances.Find(id))
        {
            case null:
                return CommandResult.NotFound;
            case { Status: OrchestrationStatus.Failed } row:
                store.Post(row, Later(row, fact), row.Generation, effects);
                return CommandResult.Accepted;
            default:
                return CommandResult.NotAllowed;
        }
    }

    /// <summary>Starts a finished instance's orchestrator anew, under its own id or a fresh one.</summary>
    /// <returns>The new run's id; null where there is no such instance.</returns>
    public static InstanceId? Restart(Store store, Effects effects, InstanceId id, InstanceId newId, DateTimeOffset now)
    {
        if (store.Instances.Find(id) is not { } row || store.History.ReadStart(row.Key) is not { } started)
        {
            return null;
        }

        NewInstance start = new(newId, row.Name, row.Version, started.Input, now) { TraceParent = row.TraceParent };
        if (newId != id)
        {
            return store.Start(start, effects).Id;
        }

        // The parent stays named, for queries and purges, but waits for nothing from this run.
        return row.IsFinished ? store.StartAgain(row, start with { ParentId = row.ParentId }, effects).Id : throw new InstanceExistsException(id, row.Status);
    }

    public static CommandResult Purge(Store store, Effects effects, InstanceId id)
    {
        if (store.Instances.Find(id) is not { } row)
        {
            return CommandResult.NotFound;
        }

        if (!row.IsFinished)
        {
            return CommandResult.NotAllowed;
        }

        _ = store.Remove(row, effects);
        return CommandResult.Accepted;
    }

    public static int Purge(Store store, Effects effects, PurgeFilter filter)
    {
        long statuses = (filter.Statuses.Count == 0 ? [OrchestrationStatus.Completed, OrchestrationStatus.Failed, OrchestrationStatus.Terminated] : filter.Statuses)
            .Aggregate(0L, (bits, status) => bits | (1L << (int)status));
        int removed = 0;
        foreach (InstanceRow row in store.Instances.Finished(filter.FinishedBefore ?? DateTimeOffset.MaxValue, statuses, filter.Limit))
        {
            if (removed >= filter.Limit)
            {
                break;
            }

            removed += store.Remove(row, effects);
        }

        return removed;
    }

    private static void Stop(Store store, Effects effects, InstanceRow row, ExecutionTerminated fact)
    {
        fact = Later(row, fact);
        InstanceRow stopped = store.Transition(row, OrchestrationStatus.Terminated, fact);
        store.Rows.SetResult(row.Key, null, new Failure(Failure.Cancelled, fact.Reason));
        store.Close(stopped, fact, effects);
        effects.Terminated.Add((stopped, fact));
    }

    /// <summary>Stops all that is open below an instance, below finished children too: what they started may still run.</summary>
    private static void StopBelow(Store store, Effects effects, InstanceRow row, ExecutionTerminated fact, HashSet<long> seen)
    {
        // An id that was purged and used again can make an instance its own grandparent.
        foreach (InstanceRow child in store.Instances.Children(row.Id).Where(child => seen.Add(child.Key)))
        {
            if (!child.IsFinished)
            {
                Stop(store, effects, child, fact);
            }

            StopBelow(store, effects, child, fact, seen);
        }
    }

    /// <summary>A fact from outside never lies before the instance's last one.</summary>
    private static T Later<T>(InstanceRow row, T fact)
        where T : HistoryEvent
        => fact.Timestamp < row.UpdatedAt ? (T)(fact with { Timestamp = row.UpdatedAt }) : fact;
}
