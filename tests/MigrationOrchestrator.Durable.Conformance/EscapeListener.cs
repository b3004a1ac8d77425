using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>
/// Catches orchestrator code that leaves its scheduler while it runs: Task.Run, Task.Factory, Task.Delay, timers. The runtime's own events
/// come on the thread that causes them, so each escape is kept with the user's stack. Only the thread that made the listener is watched:
/// other tests go on meanwhile, and a replay runs on its caller's thread.
/// </summary>
public sealed class EscapeListener : EventListener
{
    private const string Source = "System.Threading.Tasks.TplEventSource";

    // TplEventSource's keywords Tasks and AsyncCausalityOperation; its events TaskScheduled and TraceOperationBegin.
    private const EventKeywords Tasks = (EventKeywords)0x2;
    private const EventKeywords Operations = (EventKeywords)0x8;
    private const int TaskScheduled = 7;
    private const int OperationBegin = 14;

    private readonly ConcurrentQueue<string> escapes = new();
    private readonly int thread = Environment.CurrentManagedThreadId;

    /// <summary>What was caught, each with its stack.</summary>
    public IReadOnlyCollection<string> Escapes => escapes;

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
        {
            EnableEvents(eventSource, EventLevel.LogAlways, Tasks | Operations);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (Environment.CurrentManagedThreadId != thread || SynchronizationContext.Current?.GetType().Name != "OrchestratorSynchronizationContext")
        {
            return;
        }

        bool isDelay = eventData.EventId == OperationBegin && eventData.Payload?[1] is string operation && operation.StartsWith("Task.Delay", StringComparison.Ordinal);
        string stack = Environment.StackTrace;

        // The engine's own pump is the one task that is scheduled on purpose; all that runs inside it has its lambda below it.
        if (isDelay || (eventData.EventId == TaskScheduled && stack.Contains("OrchestratorScheduler.<>c__DisplayClass", StringComparison.Ordinal)))
        {
            escapes.Enqueue($"{(isDelay ? "Task.Delay" : "a task on another scheduler")}{Environment.NewLine}{stack}");
        }
    }
}
