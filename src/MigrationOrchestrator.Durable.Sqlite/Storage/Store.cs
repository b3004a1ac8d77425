namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>The writer's view of the file: its tables and the changes that touch several of them. Used on the writer's thread only.</summary>
internal sealed class Store
{
    private const string IdTaken = "child.id_taken";

    private readonly bool isChained;
    private long lastKey;
    private long lastGeneration;

    public Store(Database database, bool isChained, long epoch)
    {
        this.isChained = isChained;
        Epoch = epoch;
        Instances = new InstanceTable(database);
        Rows = new InstanceWrites(database);
        History = new HistoryTable(database);
        Log = new HistoryWrites(database);
        Tasks = new TaskTable(database);
        Timers = new TimerTable(database);
        Inbox = new InboxTable(database);
        lastKey = Instances.LastKey();
        lastGeneration = epoch << 32;
    }

    /// <summary>Counts the engine's starts on this file.</summary>
    public long Epoch { get; }

    public InstanceTable Instances { get; }

    public InstanceWrites Rows { get; }

    public HistoryTable History { get; }

    public HistoryWrites Log { get; }

    public TaskTable Tasks { get; }

    public TimerTable Timers { get; }

    public InboxTable Inbox { get; }

    /// <summary>
    /// A number for a new execution. The epoch is its upper half, so that no number comes twice in the life of the file, not even for an
    /// id that was purged and is used again.
    /// </summary>
    public long NextGeneration() => ++lastGeneration;

    /// <summary>Adds an instance with the fact that starts it.</summary>
    public InstanceRow Start(NewInstance start, Effects effects)
    {
        InstanceRow row = start.ToRow(++lastKey, NextGeneration(), turn: 0);
        Rows.Insert(row);
        Begin(row, start, effects);
        return row;
    }

    /// <summary>Gives a finished instance a fresh history under the same id.</summary>
    public InstanceRow StartAgain(InstanceRow finished, NewInstance start, Effects effects)
    {
        Log.Delete(finished.Key);
        InstanceRow row = start.ToRow(finished.Key, NextGeneration(), finished.Turn);
        Rows.Restart(row);
        Rows.SetHead(finished.Key, []);
        Rows.Advance(finished, row);
        row = row with { Turn = row.Turn + 1 };
        Begin(row, start, effects);
        return row;
    }

    /// <summary>Gives an open instance a fresh history that begins with the events it had not taken.</summary>
    public void ContinueAsNew(InstanceRow row, NewInstance start, IReadOnlyList<EventRaised> carried, Effects effects)
    {
        Log.Delete(row.Key);
        Rows.SetHead(row.Key, []);
        InstanceRow next = start.ToRow(row.Key, NextGeneration(), row.Turn) with { CreatedAt = row.CreatedAt, Events = 1 + carried.Count };
        Rows.Advance(row, next);
        Append(row.Key, [new ExecutionStarted(start.Now, row.Name, row.Version, start.Input, row.ParentId, next.ExecutionId), .. carried]);
        effects.Kicked.Add(row.Key);
    }

    /// <summary>Appends facts to a history.</summary>
    public void Append(long instance, IReadOnlyList<HistoryEvent> facts)
    {
        byte[] events = HistoryCodec.Encode(facts);
        if (!isChained)
        {
            Log.Append(instance, events);
            return;
        }

        byte[] link = HashChain.Link(Instances.Head(instance), events);
        Log.Append(instance, events, link);
        Rows.SetHead(instance, link);
    }

    /// <summary>Moves an instance on by one fact that no turn of its own makes.</summary>
    public InstanceRow Transition(InstanceRow row, OrchestrationStatus status, HistoryEvent fact)
    {
        InstanceRow next = row with { Status = status, Events = row.Events + 1, UpdatedAt = fact.Timestamp };
        Rows.Advance(row, next);
        Append(row.Key, [fact]);
        return next with { Turn = row.Turn + 1 };
    }

    /// <summary>Puts a message into an instance's inbox.</summary>
    public void Post(InstanceRow target, HistoryEvent fact, long generation, Effects effects)
        => effects.Messages.Add((target.Key, Inbox.Insert(target.Key, generation, fact)));

    /// <summary>Drops what a finished execution leaves open and tells its parent how it ended.</summary>
    public void Close(InstanceRow row, HistoryEvent end, Effects effects)
    {
        DropWork(row.Key, effects);
        Inbox.DeleteAll(row.Key);
        effects.Ended.Add((row.Key, row.Id));
        if (row.ParentId is not { } parentId || Instances.Find(parentId) is not { IsFinished: false } parent)
        {
            return;
        }

        // A parent that was rewound waits for this instance under a new number, which a row in memory does not know.
        row = parent.Generation == row.ParentGeneration ? row : Instances.Find(row.Key) ?? row;
        if (parent.Generation == row.ParentGeneration)
        {
            Post(parent, ResultForParent(row, end), row.ParentGeneration, effects);
        }
    }

    /// <summary>Starts the child that a parent's fact asks for, anew where that child has finished.</summary>
    public void StartChild(InstanceRow parent, SubOrchestrationCreated child, string hostVersion, DateTimeOffset now, Effects effects)
    {
        NewInstance start = NewInstance.ChildOf(parent, child, hostVersion, now);
        switch (Instances.Find(child.ChildId))
        {
            case null:
                _ = Start(start, effects);
                break;
            case { IsFinished: true } finished when finished.ParentId == parent.Id:
                _ = StartAgain(finished, start, effects);
                break;
            case var taken:
                RefuseChild(parent, child, taken, now, effects);
                break;
        }
    }

    /// <summary>Fails a call of a child whose id another instance has.</summary>
    public void RefuseChild(InstanceRow parent, SubOrchestrationCreated child, InstanceRow taken, DateTimeOffset now, Effects effects)
    {
        string whose = taken.ParentId is { } other ? other == parent.Id ? "an earlier call" : $"instance '{other}'" : "a client";
        Failure failure = new(IdTaken, $"The child's id '{taken.Id}' is taken: {whose} started an instance of that id, and it is {taken.Status}.")
        {
            Remedy = "Give the child another id, or let that instance end and purge it, then retry.",
        };
        Post(parent, new SubOrchestrationFailed(now, child.Id, failure), parent.Generation, effects);
    }

    /// <summary>Drops an execution's open activities and timers.</summary>
    public void DropWork(long instance, Effects effects)
    {
        Tasks.DeleteAll(instance);
        Timers.DeleteAll(instance);
        effects.Abandoned.Add(instance);
    }

    /// <summary>Removes a finished instance with all that belongs to it, its finished children included; a family goes in one transaction, whole or not at all.</summary>
    /// <returns>How many instances were removed.</returns>
    public int Remove(InstanceRow row, Effects effects)
    {
        DropWork(row.Key, effects);
        Inbox.DeleteAll(row.Key);
        Log.Delete(row.Key);
        Rows.Delete(row.Key);
        effects.Ended.Add((row.Key, row.Id));

        // The parent goes first: an id that was purged and used again can make an instance its own grandparent.
        int removed = 1;
        foreach (InstanceRow child in Instances.Children(row.Id))
        {
            removed += child.IsFinished ? Remove(child, effects) : 0;
        }

        return removed;
    }

    private static HistoryEvent ResultForParent(InstanceRow row, HistoryEvent end) => end switch
    {
        ExecutionCompleted done => new SubOrchestrationCompleted(end.Timestamp, row.ParentStep, done.Output),
        ExecutionFailed failed => new SubOrchestrationFailed(end.Timestamp, row.ParentStep, failed.Failure),
        ExecutionTerminated stopped => new SubOrchestrationFailed(end.Timestamp, row.ParentStep, new Failure(Failure.Cancelled, $"Instance '{row.Id}' was terminated: {stopped.Reason}")),
        _ => throw new InvalidOperationException($"{end.GetType().Name} ends no instance."),
    };

    private void Begin(InstanceRow row, NewInstance start, Effects effects)
    {
        Append(row.Key, [new ExecutionStarted(row.CreatedAt, row.Name, row.Version, start.Input, row.ParentId, row.ExecutionId)]);
        if (row.StartAt is not { } startAt)
        {
            effects.Kicked.Add(row.Key);
            return;
        }

        TimerRow timer = new(row.Key, 0, row.Generation, startAt);
        Timers.Insert(timer);
        effects.Timers.Add(timer);
    }
}
