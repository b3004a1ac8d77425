using System.Collections.Concurrent;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Model;

/// <summary>Runs what takes time: tasks whose work is done at their end, and the jobs behind uploads.</summary>
internal sealed class TaskBoard(CloudModel cloud) : IAsyncDisposable
{
    // Real ones keep their tasks for a time too; clients ask for those that they have just started.
    private const int MostEnded = 2_000;

    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Task, bool> running = new();

    /// <summary>Opens a task that somebody else will end. Call it under the lock.</summary>
    public TaskModel Open(OrgModel org, string operationName, string operation, TaskOwner owner, Action? whenCancelled = null)
    {
        TaskModel task = new(org, operationName, operation, owner, cloud.Now) { WhenCancelled = whenCancelled };
        cloud.Tasks.Add(task);
        if (cloud.Tasks.Count > MostEnded && cloud.Tasks.FindIndex(one => !one.IsOpen) is >= 0 and var oldest)
        {
            cloud.Tasks.RemoveAt(oldest);
        }

        return task;
    }

    /// <summary>Opens a task that takes its time, then does its work under the lock and ends. Call it under the lock.</summary>
    public TaskModel Run(OrgModel org, string operationName, string operation, TaskOwner owner, List<TaskModel> listed, Action work, Action<ApiFault>? whenFailed = null)
    {
        TaskModel task = Open(org, operationName, operation, owner);
        listed.Add(task);
        StartJob(async cancellation =>
        {
            await Task.Delay(cloud.Options.TaskTime / 2, cloud.Options.Clock, cancellation);
            lock (cloud.Gate)
            {
                task.Progress = 50;
            }

            await Task.Delay(cloud.Options.TaskTime / 2, cloud.Options.Clock, cancellation);
            lock (cloud.Gate)
            {
                Finish(task, listed, work, whenFailed);
            }
        });
        return task;
    }

    /// <summary>Starts what goes on after the answer; it ends with the emulator.</summary>
    public void StartJob(Func<CancellationToken, Task> job)
    {
        Task started = Task.Run(async () =>
        {
            try
            {
                await job(stopping.Token);
            }
            catch (OperationCanceledException)
            {
                // The emulator stops.
            }
        });
        running[started] = true;
        started.ContinueWith(ended => running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running.Keys);
        stopping.Dispose();
    }

    private void Finish(TaskModel task, List<TaskModel> listed, Action work, Action<ApiFault>? whenFailed)
    {
        try
        {
            work();
            task.Succeed(cloud.Now);
            listed.Remove(task);
        }
        catch (ApiFault fault)
        {
            task.Fail(fault, cloud.Now);
            whenFailed?.Invoke(fault);
        }
    }
}
