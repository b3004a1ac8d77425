using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>
/// Catches orchestrator code that leaves its scheduler while it runs: Task.Run, Task.Factory, the thread pool, Task.Delay, timers,
/// CancelAfter, and continuations that ConfigureAwait(false) sends elsewhere. The runtime's own events come on the thread that causes
/// them, so each escape is kept with the user's stack. It knows no host: an orchestrator is watched from its first line on through the
/// execution context that flows through its code, and only on the thread that made the listener, since other tests go on meanwhile.
/// </summary>
public sealed class EscapeListener : EventListener
{
    private const string TaskSource = "System.Threading.Tasks.TplEventSource";
    private const string FrameworkSource = "System.Diagnostics.Eventing.FrameworkEventSource";

    // TplEventSource's keywords TaskTransfer, Tasks, Parallel and AsyncCausalityOperation; its events TaskScheduled, TaskWaitBegin and TaskWaitEnd.
    private const EventKeywords TaskKeywords = (EventKeywords)0xF;
    private const int TaskScheduled = 7;
    private const int WaitBegin = 10;
    private const int WaitEnd = 11;

    // FrameworkEventSource's keywords ThreadPool and ThreadTransfer; its events ThreadPoolEnqueueWork and ThreadTransferSend, which starts a timer.
    private const EventKeywords FrameworkKeywords = (EventKeywords)0x12;
    private const int WorkEnqueued = 30;
    private const int TimerStarted = 150;

    private static readonly AsyncLocal<EscapeListener?> Watching = new();

    private readonly ConcurrentQueue<string> escapes = new();
    private readonly ConcurrentDictionary<int, string> awaits = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private SynchronizationContext? scheduler;
    private bool arePoolEventsSeen;

    /// <summary>What was caught, each with its stack.</summary>
    public IReadOnlyCollection<string> Escapes => escapes;

    private bool IsOrchestrator => Watching.Value == this || (scheduler is not null && SynchronizationContext.Current == scheduler);

    /// <summary>The same orchestrators and activities under the same names; the orchestrators are watched by this listener, and the activities may do as they like.</summary>
    public TaskRegistry Watch(TaskRegistry registry)
    {
        AwaitPoolEvents();
        TaskRegistry watched = new();
        foreach (RegisteredOrchestrator orchestrator in registry.Orchestrators.Values)
        {
            _ = watched.AddOrchestrator(WatchedOrchestrator.Name(orchestrator), () => new WatchedOrchestrator(orchestrator, () => Watching.Value = this));
        }

        foreach (RegisteredActivity activity in registry.Activities.Values)
        {
            _ = watched.AddActivity(UnwatchedActivity.Name(activity), services => new UnwatchedActivity(activity, services, () => Watching.Value = null));
        }

        return watched;
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        switch (eventSource.Name)
        {
            case TaskSource:
                EnableEvents(eventSource, EventLevel.LogAlways, TaskKeywords);
                break;
            case FrameworkSource:
                EnableEvents(eventSource, EventLevel.LogAlways, FrameworkKeywords);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (Environment.CurrentManagedThreadId != thread)
        {
            return;
        }

        bool isTask = eventData.EventSource.Name == TaskSource;
        arePoolEventsSeen |= !isTask && eventData.EventId == WorkEnqueued;
        if (isTask && eventData.EventId == WaitEnd && AwaitedTask(eventData) is { } ended)
        {
            _ = awaits.TryRemove(ended, out _);
        }
        else if (!isTask && eventData.EventId == WorkEnqueued && IsOrchestrator)
        {
            // Where the host answers a step and the code that awaited it wanted no context, the await tells whose code that is.
            Keep("work on the thread pool", string.Join($"{Environment.NewLine}while this is awaited:{Environment.NewLine}", [Environment.StackTrace, .. awaits.Values]));
        }
        else if (Watching.Value == this)
        {
            Check(isTask, eventData);
        }
    }

    /// <summary>The thread pool looks only now and then whether somebody listens; until it has, work that goes there would not be seen.</summary>
    private void AwaitPoolEvents()
    {
        using ManualResetEventSlim ran = new();
        while (!arePoolEventsSeen)
        {
            ran.Reset();
            _ = ThreadPool.UnsafeQueueUserWorkItem(static state => ((ManualResetEventSlim)state!).Set(), ran);
            ran.Wait(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Code that an orchestrator runs right now.</summary>
    private void Check(bool isTask, EventWrittenEventArgs eventData)
    {
        switch (isTask, eventData.EventId)
        {
            case (true, WaitBegin) when AwaitedTask(eventData) is { } awaited:
                scheduler = SynchronizationContext.Current;
                awaits[awaited] = Environment.StackTrace;
                break;
            case (true, TaskScheduled):
                Keep("a task on another scheduler", Environment.StackTrace);
                break;
            case (false, TimerStarted):
                Keep("a timer of the process", Environment.StackTrace);
                break;
        }
    }

    private static int? AwaitedTask(EventWrittenEventArgs eventData) => eventData.Payload is { Count: > 2 } payload ? payload[2] as int? : null;

    private void Keep(string what, string stack) => escapes.Enqueue($"{what}{Environment.NewLine}{stack}");
}
