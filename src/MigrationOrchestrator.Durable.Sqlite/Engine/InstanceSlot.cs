using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>An open instance in memory: its messages, whether its turn runs, and, while there is room, its orchestrator.</summary>
internal sealed class InstanceSlot(long key)
{
    private readonly Lock gate = new();
    private readonly HashSet<RunningTask> tasks = [];
    private List<Message> messages = [];
    private bool isKicked;
    private bool isBusy;
    private bool isHeld;
    private bool isEnded;
    private int changes;
    private int changesAtTake;

    /// <summary>The instance's key.</summary>
    public long Key { get; } = key;

    /// <summary>The orchestrator in memory; touched only by the turn that has the slot, or through <see cref="Change"/>.</summary>
    public LiveInstance? Live { get; set; }

    /// <summary>Whether the slot takes nothing any more.</summary>
    public bool HasEnded
    {
        get
        {
            lock (gate)
            {
                return isEnded;
            }
        }
    }

    /// <summary>Whether the last turn's outcome is not known, so that its messages may have been taken; touched by whoever has the slot.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>How many turns in a row were thrown away because the instance had moved on; touched by whoever has the slot.</summary>
    public int Fences { get; set; }

    /// <summary>Whether the slot is in the queue of those that may be evicted; touched by whoever has the slot.</summary>
    public bool IsTracked { get; set; }

    /// <summary>Adds a message.</summary>
    public Reception Add(Message message)
    {
        lock (gate)
        {
            if (isEnded)
            {
                return Reception.Ended;
            }

            if (isHeld && message.Source == MessageSource.Task)
            {
                return Reception.MustStore;
            }

            messages.Add(message);
            return TryBecomeBusy() ? Reception.MustQueue : Reception.Taken;
        }
    }

    /// <summary>Asks for a turn without a message.</summary>
    public Reception Kick()
    {
        lock (gate)
        {
            isKicked = true;
            return isEnded ? Reception.Ended : TryBecomeBusy() ? Reception.MustQueue : Reception.Taken;
        }
    }

    /// <summary>Takes the messages for a turn.</summary>
    public List<Message> Take()
    {
        lock (gate)
        {
            List<Message> taken = messages;
            messages = [];
            isKicked = false;
            changesAtTake = changes;
            return taken;
        }
    }

    /// <summary>Ends a turn; the messages that it did not consume come first again.</summary>
    /// <param name="live">The orchestrator to keep, or null.</param>
    /// <param name="unused">The messages.</param>
    /// <param name="next">Whether further turns may come.</param>
    /// <returns>Whether the slot must be queued again, and results that must be stored since turns are held.</returns>
    public (bool MustQueue, IReadOnlyList<Message> MustStore) Release(LiveInstance? live, IReadOnlyList<Message> unused, NextTurn next)
    {
        lock (gate)
        {
            isBusy = false;
            if (isEnded)
            {
                Live = null;
                return (false, []);
            }

            Live = live;
            messages.InsertRange(0, unused);
            isKicked |= next == NextTurn.AtOnce;

            // Where the stored state has changed since the turn began, that change has decided already.
            isHeld |= next == NextTurn.Held && changes == changesAtTake;
            return (TryBecomeBusy(), TakeResultsToStore());
        }
    }

    /// <summary>Says that the stored state has changed by itself, and whether turns are held from now on.</summary>
    /// <returns>Results in memory that must be stored while turns are held.</returns>
    public IReadOnlyList<Message> Change(bool mustHold)
    {
        lock (gate)
        {
            changes++;
            isHeld = mustHold;
            Live = isBusy ? Live : null;
            return TakeResultsToStore();
        }
    }

    /// <summary>Ends a turn that found nothing to do for good, unless something has come for the slot meanwhile.</summary>
    /// <returns>Whether the slot has ended; else its next turn looks again.</returns>
    public bool TryEnd()
    {
        lock (gate)
        {
            if (isKicked || messages.Count > 0)
            {
                return false;
            }

            isEnded = true;
            return true;
        }
    }

    /// <summary>The instance is over: nothing of it is wanted any more.</summary>
    public void End()
    {
        lock (gate)
        {
            isEnded = true;
            messages.Clear();
        }

        AbandonTasks();
    }

    /// <summary>Lets the orchestrator go where no turn runs; it is replayed when it is needed again.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool TryEvict()
    {
        lock (gate)
        {
            if (isBusy)
            {
                return false;
            }

            Live = null;
            IsTracked = false;
            return true;
        }
    }

    public void Register(RunningTask task)
    {
        lock (gate)
        {
            _ = tasks.Add(task);
        }
    }

    public void Unregister(RunningTask task)
    {
        lock (gate)
        {
            _ = tasks.Remove(task);
        }
    }

    /// <summary>Cancels the instance's activities; their results are dropped.</summary>
    public void AbandonTasks()
    {
        RunningTask[] abandoned;
        lock (gate)
        {
            if (tasks.Count == 0)
            {
                return;
            }

            abandoned = [.. tasks];
            tasks.Clear();
        }

        foreach (RunningTask task in abandoned)
        {
            task.Abandon();
        }
    }

    private Message[] TakeResultsToStore()
    {
        if (!isHeld)
        {
            return [];
        }

        Message[] results = [.. messages.Where(message => message.Source == MessageSource.Task)];
        messages.RemoveAll(message => message.Source == MessageSource.Task);
        return results;
    }

    private bool TryBecomeBusy()
    {
        if (isBusy || isHeld || isEnded || (messages.Count == 0 && !isKicked))
        {
            return false;
        }

        return isBusy = true;
    }
}
