using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable.Sqlite.Replay;
using MigrationOrchestrator.Durable.Sqlite.Storage;
using MigrationOrchestrator.Durable.Sqlite.Telemetry;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Runs activities, a bounded number at a time, and hands their results to their instances.</summary>
internal sealed class ActivityRunner(EngineParts parts)
{
    private const string Poisoned = "activity.poisoned";
    private const string Unknown = "activity.unknown";

    private readonly Lock gate = new();
    private readonly Queue<RunningTask> waiting = new();
    private readonly HashSet<RunningTask> running = [];
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isStopping;
    private bool isPaused;

    /// <summary>How many activities wait for their run.</summary>
    public int QueueLength
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    public void Enqueue(RunningTask task)
    {
        task.Slot.Register(task);
        lock (gate)
        {
            waiting.Enqueue(task);
        }

        LaunchWaiting();
    }

    /// <summary>Asks running activities to stop and waits for them; none is started any more.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        RunningTask[] asked;
        lock (gate)
        {
            isStopping = true;
            asked = [.. running];
        }

        foreach (RunningTask task in asked)
        {
            task.Cancel();
        }

        if (asked.Length > 0)
        {
            _ = await Task.WhenAny(drained.Task, Task.Delay(patience));
        }
    }

    private void Launch(RunningTask task) => ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Runner.RunAsync(state.Task), (Runner: this, Task: task), preferLocal: false);

    private async Task RunAsync(RunningTask task)
    {
        try
        {
            if (!task.IsAbandoned && await ExecuteAsync(task) is { } fact)
            {
                _ = parts.Turns.TryDeliver(task.Slot, new Message(fact, MessageSource.Task, task.Row.Step, task.Row.Generation));
            }
        }
        catch (Exception failure) when (failure is StorageException or TakenOverException)
        {
            parts.Health.Fail(failure);
            if (!task.IsAbandoned)
            {
                Enqueue(new RunningTask(task.Row, task.Slot, task.IsClaimed));
            }
        }
        catch (ObjectDisposedException)
        {
            // The engine has stopped; the task's row stays and runs at the next start.
        }
        catch (Exception defect)
        {
            parts.Health.Halt(defect);
        }
        finally
        {
            Finish(task);
        }
    }

    /// <summary>Runs one attempt.</summary>
    /// <returns>The fact that it leads to; null where it leads to none, since nobody wants it or the host stops.</returns>
    private async Task<HistoryEvent?> ExecuteAsync(RunningTask task)
    {
        TaskRow row = task.Row;
        if (!task.IsClaimed)
        {
            if (row.Attempts >= parts.Options.MaxCrashesPerActivity)
            {
                parts.Log.ActivityPoisoned(row.Name, row.InstanceId, row.Attempts);
                parts.Meter.ActivityPoisoned(row.Name);
                return Failed(row, new Failure(Poisoned, $"Activity '{row.Name}' was started {row.Attempts} times and the process died each time before it ended.")
                {
                    Remedy = "Find out from the logs what kills the process (memory, a native library), then retry.",
                });
            }

            if (!await parts.Writer.RunAsync((store, _) => store.Tasks.TryClaim(row, store.Epoch)))
            {
                return null;
            }
        }

        if (!parts.Registry.Activities.TryGetValue(row.Name, out RegisteredActivity? activity))
        {
            return Failed(row, new Failure(Unknown, $"This host has no activity '{row.Name}'.") { Remedy = "Deploy a build that has it, then retry." });
        }

        using System.Diagnostics.Activity? span = parts.Spans.StartActivity(row);
        try
        {
            await using AsyncServiceScope scope = parts.Scopes.CreateAsyncScope();
            string output = await activity.RunAsync(scope.ServiceProvider, new ActivityContext(row.InstanceId, row.Name), row.Input, task.Cancellation);
            _ = PayloadLimit.Checked(output, $"output of activity '{row.Name}'");
            parts.Meter.ActivityFinished(row.Name, hasFailed: false);
            return new TaskCompleted(parts.Time.GetUtcNow(), row.Step, output);
        }
        catch (Exception) when (task.Cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            Failure failure = BoundedFailure.From(exception);
            EngineSpans.Fail(span, failure);
            parts.Log.ActivityFailed(row.Name, row.InstanceId, failure.Code, failure.Transient, exception);
            return Failed(row, failure);
        }
    }

    private TaskFailed Failed(TaskRow row, Failure failure)
    {
        parts.Meter.ActivityFinished(row.Name, hasFailed: true);
        return new TaskFailed(parts.Time.GetUtcNow(), row.Step, failure);
    }

    private void Finish(RunningTask task)
    {
        task.Slot.Unregister(task);
        task.Dispose();
        lock (gate)
        {
            _ = running.Remove(task);
            if (isStopping && running.Count == 0)
            {
                _ = drained.TrySetResult();
            }
        }

        LaunchWaiting();
    }

    private void LaunchWaiting()
    {
        while (TakeNext() is { } next)
        {
            Launch(next);
        }
    }

    /// <summary>The next activity that may run; none while the store takes no writes, since its result could not be kept.</summary>
    private RunningTask? TakeNext()
    {
        lock (gate)
        {
            if (isStopping || isPaused || waiting.Count == 0 || running.Count >= parts.Options.MaxConcurrentActivities)
            {
                return null;
            }

            if (parts.Health.TryParkLaunch(Unpause))
            {
                isPaused = true;
                return null;
            }

            RunningTask next = waiting.Dequeue();
            _ = running.Add(next);
            return next;
        }
    }

    private void Unpause()
    {
        lock (gate)
        {
            isPaused = false;
        }

        LaunchWaiting();
    }
}
