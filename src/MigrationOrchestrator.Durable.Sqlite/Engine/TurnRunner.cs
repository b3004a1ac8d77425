using MigrationOrchestrator.Durable.Sqlite.Replay;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Runs one turn of an instance: brings its orchestrator into memory if it is not there, feeds it its messages and commits what it did.</summary>
internal sealed class TurnRunner(EngineParts parts)
{
    // Commands can overtake a turn now and then; no more than a few in a row.
    private const int WarnAtFences = 3;
    private const int MaxFences = 25;

    /// <summary>Runs a slot's turn and lets the slot go, now or when the turn is committed.</summary>
    public void Run(InstanceSlot slot)
    {
        if (parts.Health.TryPark(() => parts.Turns.Enqueue(slot)))
        {
            return;
        }

        List<Message> messages = slot.Take();
        try
        {
            Run(slot, messages);
        }
        catch (ObjectDisposedException)
        {
            // The engine has stopped; what is stored goes on at the next start.
        }
        catch (Exception failure)
        {
            GiveUp(slot, messages, failure);
        }
    }

    private void Run(InstanceSlot slot, List<Message> messages)
    {
        if (slot.Live is { } live)
        {
            RunTurn(slot, live, messages);
            return;
        }

        StoredInstance stored = parts.Readers.Read(reader => reader.Snapshot(snapshot => Load(snapshot, slot, messages)));
        messages = stored.Messages;
        slot.IsInDoubt = false;
        switch (stored)
        {
            case { Row: null }:
                parts.Turns.ReleaseEnded(slot);
                break;
            case { Row: { IsFinished: true } row, History: var history }:
                Finished(slot, row, history, messages);
                break;
            case { Row: { } row } when row.Status == OrchestrationStatus.Suspended || parts.IsLeftAlone(row):
                parts.Turns.Release(slot, null, messages, NextTurn.Held);
                break;
            case { Row: { } row } when row.IsBeforeStart(parts.Time.GetUtcNow()):
                WaitForStart(slot, row, messages);
                break;
            case { Row: { } row, History: var history }:
                BringUp(slot, row, history, messages);
                break;
        }
    }

    /// <summary>A raised event must not start an instance early; the start timer brings the turn, again where the clock has stepped back since it fired.</summary>
    private void WaitForStart(InstanceSlot slot, InstanceRow row, List<Message> messages)
    {
        if (messages.RemoveAll(message => message is { Source: MessageSource.Timer, RowId: 0 }) > 0)
        {
            parts.Timers.Add(new TimerRow(row.Key, 0, row.Generation, row.StartAt!.Value));
        }

        parts.Turns.Release(slot, null, messages, NextTurn.Held);
    }

    private static StoredInstance Load(StoreReader reader, InstanceSlot slot, List<Message> messages)
    {
        List<Message> held = slot.IsInDoubt ? [.. messages.Where(message => reader.Holds(slot.Key, message))] : messages;
        InstanceRow? row = reader.Instances.Find(slot.Key);
        return new StoredInstance(row, row is null ? [] : reader.History.Read(row.Key), held);
    }

    private void BringUp(InstanceSlot slot, InstanceRow row, List<HistoryEvent> history, List<Message> messages)
    {
        if (!parts.Registry.Orchestrators.TryGetValue(row.Name, out RegisteredOrchestrator? orchestrator))
        {
            Block(slot, row, messages, new Failure("orchestrator.unknown", $"This host has no orchestrator '{row.Name}'.") { Remedy = "Start a build that has it; the instance goes on there." });
            return;
        }

        if (VersionRule.Refuse(row.Version, parts.Options) is { } refused)
        {
            Block(slot, row, messages, refused);
            return;
        }

        Execution execution = new(orchestrator, row.Id, (ExecutionStarted)history[0]);
        try
        {
            execution.Replay(history);
        }
        catch (NonDeterminismException difference)
        {
            Block(slot, row, messages, difference.ToFailure());
            return;
        }

        parts.Meter.Replayed();
        RunTurn(slot, new LiveInstance(row, execution), messages);
    }

    private void RunTurn(InstanceSlot slot, LiveInstance live, List<Message> messages)
    {
        InstanceRow row = live.Row;
        _ = messages.RemoveAll(message => IsMoot(message, live));
        HistoryEvent[] incoming = [.. messages.Where(message => IsFor(message, row)).Select(message => message.Fact)];
        if (row.Status == OrchestrationStatus.Running && messages.Count == 0)
        {
            parts.Turns.Release(slot, live);
            return;
        }

        Turn turn = live.Execution.RunTurn(parts.Time.GetUtcNow(), incoming);
        if (turn.Stray is { } stray)
        {
            Block(slot, row, messages, stray);
            return;
        }

        turn = HistoryBound.Keep(row, turn, parts.Log);
        CountRetries(turn);
        parts.Writer.Submit(new CommitTurn(row, turn, messages, parts.Options.Version, (next, failure) => Committed(slot, live, messages, turn, next, failure)));
    }

    private void Committed(InstanceSlot slot, LiveInstance live, List<Message> messages, Turn turn, InstanceRow next, Exception? failure)
    {
        switch (failure)
        {
            case null:
                slot.Fences = 0;
                parts.Health.Prove(slot.Key);
                parts.Meter.TurnCommitted(next.Name);
                if (turn.End is ExecutionCompleted or ExecutionFailed)
                {
                    parts.Spans.Ended(next, turn.End);
                }

                parts.Turns.Release(slot, turn.End is null ? new LiveInstance(next, live.Execution) : null);
                break;
            case FencedException when slot.Fences < MaxFences:
                parts.Meter.Fenced();
                NoteFence(slot, live.Row.Id);
                parts.Turns.Release(slot, null, messages, NextTurn.AtOnce);
                break;
            default:
                GiveUp(slot, messages, failure);
                break;
        }
    }

    private void NoteFence(InstanceSlot slot, InstanceId id)
    {
        slot.IsInDoubt = true;
        if (++slot.Fences < WarnAtFences)
        {
            parts.Log.Fenced(id);
            return;
        }

        parts.Log.FencedAgain(id, slot.Fences);
    }

    /// <summary>Ends a turn that failed: for the disk's sake it is tried again, else its instance is blocked, so that it holds up no other.</summary>
    private void GiveUp(InstanceSlot slot, List<Message> messages, Exception failure)
    {
        if (failure is StorageException { IsDisk: true } or TakenOverException)
        {
            Postpone(slot, messages, failure);
            return;
        }

        try
        {
            InstanceRow? row = parts.Readers.Read(reader => reader.Instances.Find(slot.Key));
            parts.Log.TurnFailed(row?.Id ?? default, failure);
            if (row is null)
            {
                parts.Turns.ReleaseEnded(slot);
                return;
            }

            Block(slot, row, messages, BoundedFailure.From(failure) with { Code = failure is FencedException ? "engine.turn-fenced" : "engine.turn-failed", Remedy = "This is a defect of the engine or damage of its file; the log has the details. The instance is tried again at the next start." });
        }
        catch (StorageException disk) when (disk.IsDisk)
        {
            Postpone(slot, messages, disk);
        }
        catch (Exception unreadable) when (unreadable is StorageException or InvalidDataException or ArgumentException)
        {
            // Not even its row can be read: it waits for the next start and holds up no other.
            parts.Log.TurnFailed(default, unreadable);
            parts.Turns.Release(slot, null, messages, NextTurn.Held);
        }
    }

    /// <summary>Throws a turn away and runs it again from the stored state once the store takes writes.</summary>
    private void Postpone(InstanceSlot slot, List<Message> messages, Exception failure)
    {
        slot.IsInDoubt = true;
        parts.Health.Park(slot.Key, failure, () => parts.Turns.Release(slot, null, messages, NextTurn.AtOnce));
    }

    private void Finished(InstanceSlot slot, InstanceRow row, List<HistoryEvent> history, List<Message> messages)
    {
        Message? rewind = messages.FirstOrDefault(message => message.Fact is ExecutionRewound);
        if (row.Status != OrchestrationStatus.Failed || rewind is null)
        {
            parts.Turns.ReleaseEnded(slot);
            return;
        }

        parts.Registry.Orchestrators.TryGetValue(row.Name, out RegisteredOrchestrator? orchestrator);
        RewindPlan plan = RewindPlan.Make(orchestrator, row.Id, history, (ExecutionRewound)rewind.Fact);
        parts.Writer.Submit(new CommitRewind(row, plan, rewind, parts.Options.Version, failure =>
        {
            if (failure is null or FencedException)
            {
                slot.IsInDoubt = failure is not null;
                parts.Turns.Release(slot, null, [.. messages.Where(message => message != rewind || failure is not null)], NextTurn.AtOnce);
                return;
            }

            GiveUp(slot, messages, failure);
        }));
    }

    private void Block(InstanceSlot slot, InstanceRow row, List<Message> messages, Failure reason)
    {
        parts.Log.Blocked(row.Id, row.Name, reason.Message);
        parts.Writer.Submit(new BlockInstance(row, reason, failure =>
        {
            if (failure is not (null or FencedException))
            {
                Postpone(slot, messages, failure);
                return;
            }

            // An instance that can neither move on nor be blocked waits for the next start.
            slot.IsInDoubt = true;
            slot.Fences = failure is null ? 0 : slot.Fences + 1;
            parts.Turns.Release(slot, null, messages, failure is null || slot.Fences > 2 * MaxFences ? NextTurn.Held : NextTurn.AtOnce);
        }));
    }

    /// <summary>Whether a message has no row to delete and nobody to go to: a cancelled timer, or a result that an older execution asked for.</summary>
    private static bool IsMoot(Message message, LiveInstance live) => message.Source switch
    {
        MessageSource.Inbox => false,
        MessageSource.Timer when message.Generation == live.Row.Generation => message.RowId > 0 && !live.Execution.Awaits(message.Fact),
        _ => message.Generation != live.Row.Generation,
    };

    private static bool IsFor(Message message, InstanceRow row) => message.Fact switch
    {
        EventRaised => true,
        TimerFired { Id: 0 } or ExecutionRewound => false,
        _ => message.Generation == row.Generation,
    };

    private void CountRetries(Turn turn)
    {
        foreach (HistoryEvent fact in turn.Facts)
        {
            if (fact is TaskScheduled { Attempt: > 1 } again)
            {
                parts.Meter.ActivityRetried(again.Name);
            }
        }
    }
}
