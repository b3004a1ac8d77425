using MigrationOrchestrator.Durable.Sqlite.Replay;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Opens a failed instance again with the history of a <see cref="RewindPlan"/>, its failed children with it.</summary>
internal sealed class CommitRewind(InstanceRow row, RewindPlan plan, Message request, string hostVersion, Action<Exception?> acknowledge) : WriteOperation
{
    public override void Apply(Store store)
    {
        ExecutionRewound rewind = (ExecutionRewound)request.Fact;
        store.Inbox.Delete(request.RowId);
        store.Log.Delete(row.Key);
        store.Rows.SetHead(row.Key, []);
        store.Rows.Advance(row, row with { Status = OrchestrationStatus.Pending, ExecutionId = rewind.ExecutionId, Events = plan.History.Count, UpdatedAt = rewind.Timestamp, StartAt = null });
        store.Rows.SetResult(row.Key, null, null);
        store.Append(row.Key, plan.History);
        foreach (HistoryEvent fact in plan.Redelivered)
        {
            store.Post(row, fact, row.Generation, Effects);
        }

        foreach (HistoryEvent step in plan.OpenSteps)
        {
            Reopen(store, step, rewind);
        }

        Effects.Kicked.Add(row.Key);
    }

    public override void Acknowledge(Exception? failure) => acknowledge(failure);

    private void Reopen(Store store, HistoryEvent step, ExecutionRewound rewind)
    {
        switch (step)
        {
            case TaskScheduled task:
                TaskRow work = new(row.Key, row.Id, task.Id, row.Generation, task.Name, task.Input, Attempts: 1) { TraceParent = row.TraceParent };
                store.Tasks.Insert(work, store.Epoch);
                Effects.Tasks.Add(work);
                break;
            case TimerCreated timer:
                TimerRow wait = new(row.Key, timer.Id, row.Generation, timer.DueAt);
                store.Timers.Insert(wait);
                Effects.Timers.Add(wait);
                break;
            case SubOrchestrationCreated child:
                ReopenChild(store, child, rewind);
                break;
        }
    }

    private void ReopenChild(Store store, SubOrchestrationCreated child, ExecutionRewound rewind)
    {
        NewInstance start = NewInstance.ChildOf(row, child, hostVersion, rewind.Timestamp);
        switch (store.Instances.Find(child.ChildId))
        {
            case null:
                _ = store.Start(start, Effects);
                break;
            case { Status: OrchestrationStatus.Failed } failed:
                store.Post(failed, rewind with { ExecutionId = Guid.CreateVersion7(rewind.Timestamp).ToString("n") }, failed.Generation, Effects);
                break;
            case { Status: OrchestrationStatus.Terminated } stopped:
                _ = store.StartAgain(stopped, start, Effects);
                break;
            case { Status: OrchestrationStatus.Completed } completed:
                store.Post(row, new SubOrchestrationCompleted(rewind.Timestamp, child.Id, store.Instances.Output(completed.Key)), row.Generation, Effects);
                break;
        }
    }
}
