using MigrationOrchestrator.Durable.Sqlite.Replay;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Runs one turn of an instance: brings its orchestrator into memory if it is not there, feeds it its messages and commits what it did.</summary>
internal sealed class TurnRunner(EngineParts parts)
{
    private const int WarnAtEvents = 2_000;
    private const int MaxEvents = 5_000;

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

        (InstanceRow Row, List<HistoryEvent> History)? stored = parts.Readers.Read(reader => reader.Snapshot(snapshot =>
            snapshot.Instances.Find(slot.Key) is { } row ? (row, snapshot.History.Read(row.Key)) : ((InstanceRow, List<HistoryEvent>)?)null));
        switch (stored)
        {
            case null:
                parts.Turns.ReleaseEnded(slot);
                break;
            case var (row, history) when row.IsFinished:
                Finished(slot, row, history, messages);
                break;
            case var (row, _) when row.Status == OrchestrationStatus.Suspended || parts.IsLeftAlone(row):
                parts.Turns.Release(slot, null, messages, NextTurn.Held);
                break;
            case var (row, _) when row.StartAt > parts.Time.GetUtcNow():
                // A raised event must not start it early; the start timer brings the turn.
                parts.Turns.Release(slot, null, messages, NextTurn.Held);
                break;
            case var (row, history):
                BringUp(slot, row, history, messages);
                break;
        }
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
        HistoryEvent[] incoming = [.. messages.Where(message => IsFor(message, row)).Select(message => message.Fact)];
        if (incoming.Length == 0 && row.Status == OrchestrationStatus.Running && messages.Count == 0)
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

        turn = Bounded(row, turn);
        CountRetries(turn);
        parts.Writer.Submit(new CommitTurn(row, turn, messages, parts.Options.Version, (next, failure) => Committed(slot, live, messages, turn, next, failure)));
    }

    private void Committed(InstanceSlot slot, LiveInstance live, List<Message> messages, Turn turn, InstanceRow next, Exception? failure)
    {
        switch (failure)
        {
            case null:
                parts.Meter.TurnCommitted(next.Name);
                if (turn.End is ExecutionCompleted or ExecutionFailed)
                {
                    parts.Spans.Ended(next, turn.End);
                }

                parts.Turns.Release(slot, turn.End is null ? new LiveInstance(next, live.Execution) : null);
                break;
            case FencedException:
                parts.Meter.Fenced();
                parts.Log.Fenced(live.Row.Id);
                parts.Turns.Release(slot, null, messages, NextTurn.AtOnce);
                break;
            default:
                GiveUp(slot, messages, failure);
                break;
        }
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

            Block(slot, row, messages, BoundedFailure.From(failure) with { Code = "engine.turn-failed", Remedy = "This is a defect of the engine or damage of its file; the log has the details. The instance is tried again at the next start." });
        }
        catch (StorageException disk)
        {
            Postpone(slot, messages, disk);
        }
    }

    /// <summary>Throws a turn away and runs it again from the stored state once the store takes writes.</summary>
    private void Postpone(InstanceSlot slot, List<Message> messages, Exception failure)
        => parts.Health.Park(failure, () => parts.Turns.Release(slot, null, messages, NextTurn.AtOnce));

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

            parts.Turns.Release(slot, null, messages, failure is null ? NextTurn.Held : NextTurn.AtOnce);
        }));
    }

    private static bool IsFor(Message message, InstanceRow row) => message.Fact switch
    {
        EventRaised => true,
        TimerFired { Id: 0 } or ExecutionRewound => false,
        _ => message.Generation == row.Generation,
    };

    private Turn Bounded(InstanceRow row, Turn turn)
    {
        int events = row.Events + turn.Facts.Count;
        if (row.Events < WarnAtEvents && events >= WarnAtEvents)
        {
            parts.Log.LongHistory(row.Id, row.Name, events, MaxEvents);
        }

        if (events <= MaxEvents || turn.End is not null)
        {
            return turn;
        }

        ExecutionFailed end = new(turn.Now, new Failure("history.too-long", $"The history would have {events:N0} events; at most {MaxEvents:N0} are allowed.")
        {
            Remedy = "Let the orchestrator continue as new from time to time, or move work into sub-orchestrations.",
        });
        return turn with { Facts = [turn.Facts[0], end], End = end };
    }

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
