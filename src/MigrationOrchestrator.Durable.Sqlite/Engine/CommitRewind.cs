using MigrationOrchestrator.Durable.Sqlite.Replay;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>
/// Opens a failed instance again with the history of a <see cref="RewindPlan"/>, its failed children with it. It is a new execution: steps
/// after the cut get their numbers again, so nothing that the dropped ones asked for may answer them.
/// </summary>
internal sealed class CommitRewind(InstanceRow row, RewindPlan plan, Message request, string hostVersion, Action<Exception?> acknowledge) : WriteOperation
{
    public override void Apply(Store store)
    {
        ExecutionRewound rewind = (ExecutionRewound)request.Fact;
        InstanceRow next = row with
        {
            Status = OrchestrationStatus.Pending,
            ExecutionId = rewind.ExecutionId,
            Generation = store.NextGeneration(),
            Events = plan.History.Count,
            UpdatedAt = rewind.Timestamp,
        };
        if (!store.Inbox.Delete(request.RowId))
        {
            throw new FencedException(row.Id);
        }

        store.Log.Delete(row.Key);
        store.Rows.SetHead(row.Key, []);
        store.Rows.Advance(row, next);
        store.Rows.SetResult(row.Key, null, null);
        store.Append(row.Key, plan.History);
        foreach (HistoryEvent fact in plan.Redelivered)
        {
            store.Post(next, fact, next.Generation, Effects);
        }

        foreach (HistoryEvent step in plan.OpenSteps)
        {
            Reopen(store, next, step, rewind);
        }

        Effects.Kicked.Add(row.Key);
    }

    public override void Acknowledge(Exception? failure) => acknowledge(failure);

    private void Reopen(Store store, InstanceRow next, HistoryEvent step, ExecutionRewound rewind)
    {
        switch (step)
        {
            case TaskScheduled task:
                TaskRow work = new(next.Key, next.Id, task.Id, next.Generation, task.Name, task.Input, Attempts: 1) { TraceParent = next.TraceParent };
                store.Tasks.Insert(work, store.Epoch);
                Effects.Tasks.Add(work);
                break;
            case TimerCreated timer:
                TimerRow wait = new(next.Key, timer.Id, next.Generation, timer.DueAt);
                store.Timers.Insert(wait);
                Effects.Timers.Add(wait);
                break;
            case SubOrchestrationCreated child:
                ReopenChild(store, next, child, rewind);
                break;
        }
    }

    private void ReopenChild(Store store, InstanceRow next, SubOrchestrationCreated child, ExecutionRewound rewind)
    {
        switch (store.Instances.Find(child.ChildId))
        {
            case null or { Status: OrchestrationStatus.Terminated }:
                store.StartChild(next, child, hostVersion, rewind.Timestamp, Effects);
                break;
            case var foreign when foreign.ParentId != next.Id:
                store.RefuseChild(next, child, foreign, rewind.Timestamp, Effects);
                break;
            case { Status: OrchestrationStatus.Completed } completed:
                store.Post(next, new SubOrchestrationCompleted(rewind.Timestamp, child.Id, store.Instances.Output(completed.Key)), next.Generation, Effects);
                break;
            case var own:
                store.Rows.SetParent(own.Key, child.Id, next.Generation);
                if (own.Status == OrchestrationStatus.Failed)
                {
                    store.Post(own, rewind with { ExecutionId = Guid.CreateVersion7(rewind.Timestamp).ToString("n") }, own.Generation, Effects);
                }

                break;
        }
    }
}
