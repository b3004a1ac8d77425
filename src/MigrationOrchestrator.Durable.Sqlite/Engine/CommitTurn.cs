using MigrationOrchestrator.Durable.Sqlite.Replay;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>One turn in one transaction: its facts, the messages it consumed, the work it scheduled and where the instance stands then.</summary>
internal sealed class CommitTurn(InstanceRow row, Turn turn, IReadOnlyList<Message> consumed, string hostVersion, Action<InstanceRow, Exception?> acknowledge) : WriteOperation
{
    /// <summary>The instance's row after the turn.</summary>
    private InstanceRow Next { get; } = row with
    {
        Status = turn.End switch
        {
            null => OrchestrationStatus.Running,
            ExecutionCompleted => OrchestrationStatus.Completed,
            ContinuedAsNew => OrchestrationStatus.Pending,
            _ => OrchestrationStatus.Failed,
        },
        Turn = row.Turn + 1,
        Events = row.Events + turn.Facts.Count,
        UpdatedAt = turn.Now,
        StartAt = null,
        CustomStatus = turn.CustomStatus.IsSet ? turn.CustomStatus.Json : row.CustomStatus,
    };

    public override void Apply(Store store)
    {
        Consume(store);
        if (row.StartAt is not null)
        {
            store.Rows.ClearStart(row.Key);
        }

        if (Next.CustomStatus != row.CustomStatus)
        {
            store.Rows.SetCustomStatus(row.Key, Next.CustomStatus);
        }

        if (turn.End is ContinuedAsNew next)
        {
            Notify(store);
            BeginAnew(store, next);
            return;
        }

        store.Rows.Advance(row, Next);
        store.Append(row.Key, turn.Facts);
        Notify(store);
        if (turn.End is { } end)
        {
            store.Rows.SetResult(row.Key, (end as ExecutionCompleted)?.Output, (end as ExecutionFailed)?.Failure);
            store.Close(Next, end, Effects);
            return;
        }

        if (row.Status == OrchestrationStatus.Blocked)
        {
            store.Rows.SetResult(row.Key, null, null);
        }

        Schedule(store);
    }

    public override void Acknowledge(Exception? failure) => acknowledge(Next, failure);

    private void Consume(Store store)
    {
        foreach (Message message in consumed)
        {
            bool isThere = message.Source switch
            {
                MessageSource.Inbox => store.Inbox.Delete(message.RowId),
                MessageSource.Timer => store.Timers.Delete(row.Key, (int)message.RowId, message.Generation),
                _ => store.Tasks.Delete(row.Key, (int)message.RowId, message.Generation),
            };
            if (!isThere)
            {
                // Taken by an earlier turn whose outcome was in doubt: to take it again would double it.
                throw new FencedException(row.Id);
            }
        }

        foreach (int step in turn.CancelledTimers)
        {
            _ = store.Timers.Delete(row.Key, step, row.Generation);
            Effects.CancelledTimers.Add((row.Key, step, row.Generation));
        }
    }

    private void Schedule(Store store)
    {
        foreach (HistoryEvent fact in turn.Facts)
        {
            switch (fact)
            {
                case TaskScheduled task:
                    TaskRow work = new(row.Key, row.Id, task.Id, row.Generation, task.Name, task.Input, Attempts: 1) { TraceParent = row.TraceParent };
                    store.Tasks.Insert(work, store.Epoch);
                    Effects.Tasks.Add(work);
                    break;
                case TimerCreated timer when !turn.CancelledTimers.Contains(timer.Id):
                    TimerRow wait = new(row.Key, timer.Id, row.Generation, timer.DueAt);
                    store.Timers.Insert(wait);
                    Effects.Timers.Add(wait);
                    break;
            }
        }
    }

    /// <summary>Children and events outlive the execution that started or sent them.</summary>
    private void Notify(Store store)
    {
        foreach (HistoryEvent fact in turn.Facts)
        {
            switch (fact)
            {
                case SubOrchestrationCreated child:
                    store.StartChild(row, child, hostVersion, turn.Now, Effects);
                    break;
                case EventSent sent when store.Instances.Find(sent.Target) is { IsFinished: false } target:
                    store.Post(target, new EventRaised(turn.Now, sent.Name, sent.Payload), 0, Effects);
                    break;
            }
        }
    }

    private void BeginAnew(Store store, ContinuedAsNew next)
    {
        store.DropWork(row.Key, Effects);
        NewInstance start = new(row.Id, row.Name, row.Version, next.Input, turn.Now)
        {
            ParentId = row.ParentId,
            ParentStep = row.ParentStep,
            ParentGeneration = row.ParentGeneration,
            TraceParent = row.TraceParent,
        };
        store.ContinueAsNew(row, start, turn.CarriedEvents, Effects);
    }
}
