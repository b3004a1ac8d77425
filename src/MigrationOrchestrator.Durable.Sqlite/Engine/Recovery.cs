using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>
/// Puts everything that waits in the file back into memory: messages, activities, timers, and instances whose turn has come. Instances
/// that wait for none of these cost nothing until something comes for them.
/// </summary>
internal static class Recovery
{
    public static void Run(EngineParts parts, Store store, string path)
    {
        List<(long Instance, Message Message)> messages = store.Inbox.ReadAll();
        List<TaskRow> tasks = store.Tasks.ReadAll();
        List<TimerRow> timers = store.Timers.ReadAll();
        List<InstanceRow> waiting = store.Instances.Waiting();
        parts.LastKeyAtStart = store.Instances.LastKey();
        tasks.RemoveAll(task => parts.Options.Continues is not null && store.Instances.Find(task.Instance) is { } row && parts.IsLeftAlone(row));
        parts.Writer.Start();
        parts.Turns.Start(new TurnRunner(parts));

        // Blocked instances are tried again: this may be the build that heals them.
        DateTimeOffset now = parts.Time.GetUtcNow();
        foreach (InstanceRow row in waiting.Where(row => row.Status != OrchestrationStatus.Suspended && !row.IsBeforeStart(now)))
        {
            parts.Turns.Kick(row.Key);
        }

        foreach ((long instance, Message message) in messages)
        {
            parts.Turns.Deliver(instance, message);
        }

        foreach (TaskRow task in tasks)
        {
            parts.Activities.Enqueue(new RunningTask(task, parts.Turns.Slot(task.Instance), isClaimed: false));
        }

        foreach (TimerRow timer in timers)
        {
            parts.Timers.Add(timer);
        }

        parts.Log.Started(store.Epoch, path, tasks.Count, timers.Count, messages.Count);
    }
}
