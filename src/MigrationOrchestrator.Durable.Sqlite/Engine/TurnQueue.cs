using System.Collections.Concurrent;
using System.Threading.Channels;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Open instances in memory, and those among them whose turn has come. Nothing is polled: messages, timers and commits signal.</summary>
internal sealed class TurnQueue(EngineParts parts)
{
    private readonly ConcurrentDictionary<long, InstanceSlot> slots = new();
    private readonly Channel<InstanceSlot> ready = Channel.CreateUnbounded<InstanceSlot>();
    private readonly ConcurrentQueue<InstanceSlot> inMemory = new();
    private Task[] loops = [];

    /// <summary>How many instances wait for a turn.</summary>
    public int QueueLength => ready.Reader.Count;

    public void Start(TurnRunner runner)
        => loops = [.. Enumerable.Range(0, parts.Options.MaxConcurrentTurns).Select(_ => Task.Run(() => LoopAsync(runner)))];

    /// <summary>Finishes the turns that run and starts no more.</summary>
    public Task StopAsync()
    {
        _ = ready.Writer.TryComplete();
        return Task.WhenAll(loops);
    }

    public InstanceSlot Slot(long instance) => slots.GetOrAdd(instance, static key => new InstanceSlot(key));

    /// <summary>Does in memory what a committed change asks for.</summary>
    public void Follow(Effects effects)
    {
        foreach (long instance in effects.Abandoned)
        {
            Existing(instance)?.AbandonTasks();
            parts.Timers.CancelAll(instance);
        }

        foreach ((long instance, int step, long generation) in effects.CancelledTimers)
        {
            parts.Timers.Cancel(instance, step, generation);
        }

        foreach ((InstanceRow row, ExecutionTerminated end) in effects.Terminated)
        {
            parts.Spans.Ended(row, end);
        }

        foreach ((long instance, InstanceId id) in effects.Ended)
        {
            if (slots.TryRemove(instance, out InstanceSlot? slot))
            {
                slot.End();
            }

            parts.Waiters.Ended(id);
        }

        foreach ((long instance, bool isHeld) in effects.Changed)
        {
            Change(instance, isHeld);
        }

        foreach (TimerRow timer in effects.Timers)
        {
            parts.Timers.Add(timer);
        }

        foreach (TaskRow task in effects.Tasks)
        {
            parts.Activities.Enqueue(new RunningTask(task, Slot(task.Instance), isClaimed: true));
        }

        foreach ((long instance, Message message) in effects.Messages)
        {
            Deliver(instance, message);
        }

        foreach (long instance in effects.Kicked)
        {
            Kick(instance);
        }
    }

    /// <summary>Hands a message to an instance.</summary>
    public void Deliver(long instance, Message message)
    {
        while (!TryDeliver(Slot(instance), message))
        {
            Forget(instance);
        }
    }

    /// <summary>Hands a message to a slot; one that has ended does not take it.</summary>
    public bool TryDeliver(InstanceSlot slot, Message message)
    {
        Reception reception = slot.Add(message);
        if (reception == Reception.MustStore)
        {
            Keep(slot.Key, message);
        }
        else if (reception == Reception.MustQueue)
        {
            Enqueue(slot);
        }

        return reception != Reception.Ended;
    }

    /// <summary>Hands a due timer to its instance; timer 0 is the instance's own start.</summary>
    public void Fire(TimerRow timer)
    {
        try
        {
            Hand(timer);
        }
        catch (ObjectDisposedException)
        {
            // The engine stops; the timer's row stays and fires at the next start.
        }
        catch (Exception defect)
        {
            parts.Health.Halt(defect);
        }
    }

    private void Hand(TimerRow timer)
    {
        if (timer.Step == 0)
        {
            Change(timer.Instance, isHeld: false);
        }

        Deliver(timer.Instance, new Message(new TimerFired(parts.Time.GetUtcNow(), timer.Step), MessageSource.Timer, timer.Step, timer.Generation));
    }

    /// <summary>Asks for an instance's turn without a message.</summary>
    public void Kick(long instance)
    {
        InstanceSlot slot = Slot(instance);
        Reception reception = slot.Kick();
        while (reception == Reception.Ended)
        {
            Forget(instance);
            slot = Slot(instance);
            reception = slot.Kick();
        }

        if (reception == Reception.MustQueue)
        {
            Enqueue(slot);
        }
    }

    public void Enqueue(InstanceSlot slot) => _ = ready.Writer.TryWrite(slot);

    /// <summary>Ends a slot's turn, and queues its next one where there is something to do.</summary>
    public void Release(InstanceSlot slot, LiveInstance? live, IReadOnlyList<Message>? unused = null, NextTurn next = NextTurn.WhenDue)
    {
        if (live is not null && !slot.IsTracked)
        {
            slot.IsTracked = true;
            inMemory.Enqueue(slot);
        }

        (bool mustQueue, IReadOnlyList<Message> mustStore) = slot.Release(live, unused ?? [], next);
        Keep(slot.Key, mustStore);
        if (mustQueue)
        {
            Enqueue(slot);
        }

        Evict();
    }

    /// <summary>Ends a turn of an instance that is over: its slot goes, unless something has come for it meanwhile.</summary>
    public void ReleaseEnded(InstanceSlot slot)
    {
        if (slot.TryEnd())
        {
            _ = slots.TryRemove(new KeyValuePair<long, InstanceSlot>(slot.Key, slot));
            return;
        }

        Release(slot, null);
    }

    /// <summary>Says that an instance's stored state has changed, and whether its turns are held from now on.</summary>
    public void Change(long instance, bool isHeld) => Keep(instance, Slot(instance).Change(isHeld));

    /// <summary>Makes room for a new slot where the old one has ended.</summary>
    private void Forget(long instance)
    {
        if (Existing(instance) is { HasEnded: true } ended)
        {
            _ = slots.TryRemove(new KeyValuePair<long, InstanceSlot>(instance, ended));
        }
    }

    private InstanceSlot? Existing(long instance) => slots.TryGetValue(instance, out InstanceSlot? slot) ? slot : null;

    /// <summary>Stores results that came while turns are held, so that a restart does not run their activities again.</summary>
    private void Keep(long instance, IReadOnlyList<Message> results)
    {
        foreach (Message result in results)
        {
            Keep(instance, result);
        }
    }

    private void Keep(long instance, Message result) => parts.Writer.Submit(new KeepResult(instance, result, failure =>
        parts.Health.Park(instance, failure, () => Keep(instance, result))));

    /// <summary>Lets the instances that came into memory first go, those whose turn runs excepted.</summary>
    private void Evict()
    {
        for (int tries = 0; tries < 4 && inMemory.Count > parts.Options.MaxInstancesInMemory && inMemory.TryDequeue(out InstanceSlot? oldest); tries++)
        {
            if (!oldest.TryEvict())
            {
                inMemory.Enqueue(oldest);
            }
        }
    }

    private async Task LoopAsync(TurnRunner runner)
    {
        await foreach (InstanceSlot slot in ready.Reader.ReadAllAsync())
        {
            try
            {
                runner.Run(slot);
            }
            catch (ObjectDisposedException)
            {
                // The engine stops; what is stored goes on at the next start.
            }
            catch (Exception defect)
            {
                parts.Health.Halt(defect);
            }
        }
    }
}
