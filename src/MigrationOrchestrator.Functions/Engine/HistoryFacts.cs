using DurableTask.Core.History;
using MigrationOrchestrator.Durable;
using CoreStatus = DurableTask.Core.OrchestrationStatus;
using HistoryEvent = MigrationOrchestrator.Durable.HistoryEvent;
using NativeEvent = DurableTask.Core.History.HistoryEvent;

namespace MigrationOrchestrator.Functions.Engine;

/// <summary>Durable Functions' histories in the words of our programming model, which are nearly the same.</summary>
internal static class HistoryFacts
{
    /// <summary>The facts in order; those that only the host's engine needs are left out.</summary>
    public static IReadOnlyList<HistoryEvent> Read(IEnumerable<NativeEvent> events) => [.. events.Select(Read).OfType<HistoryEvent>()];

    private static HistoryEvent? Read(NativeEvent fact)
    {
        DateTimeOffset at = new(DateTime.SpecifyKind(fact.Timestamp, DateTimeKind.Utc));
        return fact switch
        {
            OrchestratorStartedEvent => new OrchestratorStarted(at),
            TaskScheduledEvent scheduled => new TaskScheduled(at, scheduled.EventId, scheduled.Name ?? "", Json(scheduled.Input), ""),
            TaskCompletedEvent completed => new TaskCompleted(at, completed.TaskScheduledId, Json(completed.Result)),
            TaskFailedEvent failed => new TaskFailed(at, failed.TaskScheduledId, CrossingFailure.Read(failed.FailureDetails, failed.Reason)),
            SubOrchestrationInstanceCreatedEvent created when Id(created.InstanceId) is { } child => new SubOrchestrationCreated(at, created.EventId, created.Name, child, Json(created.Input), "", created.Version ?? ""),
            SubOrchestrationInstanceCompletedEvent completed => new SubOrchestrationCompleted(at, completed.TaskScheduledId, Json(completed.Result)),
            SubOrchestrationInstanceFailedEvent failed => new SubOrchestrationFailed(at, failed.TaskScheduledId, CrossingFailure.Read(failed.FailureDetails, failed.Reason)),
            TimerCreatedEvent timer => new TimerCreated(at, timer.EventId, new DateTimeOffset(DateTime.SpecifyKind(timer.FireAt, DateTimeKind.Utc))),
            TimerFiredEvent fired => new TimerFired(at, fired.TimerId),
            EventRaisedEvent raised => new EventRaised(at, raised.Name, Json(raised.Input)),
            EventSentEvent sent when Id(sent.InstanceId) is { } target => new EventSent(at, sent.EventId, target, sent.Name, Json(sent.Input)),
            _ => Execution(fact, at),
        };
    }

    private static HistoryEvent? Execution(NativeEvent fact, DateTimeOffset at) => fact switch
    {
        ExecutionStartedEvent started => new ExecutionStarted(at, started.Name, started.Version ?? "", Json(started.Input), Id(started.ParentInstance?.OrchestrationInstance?.InstanceId), started.OrchestrationInstance?.ExecutionId ?? ""),
        ExecutionSuspendedEvent suspended => new ExecutionSuspended(at, suspended.Reason ?? ""),
        ExecutionResumedEvent resumed => new ExecutionResumed(at, resumed.Reason ?? ""),
        ExecutionRewoundEvent rewound => new ExecutionRewound(at, rewound.Reason ?? "", rewound.ParentExecutionId ?? ""),
        ExecutionTerminatedEvent terminated => new ExecutionTerminated(at, terminated.Input ?? ""),
        ContinueAsNewEvent anew => new ContinuedAsNew(at, Json(anew.Result)),
        ExecutionCompletedEvent { OrchestrationStatus: CoreStatus.Failed } failed => new ExecutionFailed(at, CrossingFailure.Read(failed.FailureDetails, failed.Result)),
        ExecutionCompletedEvent { OrchestrationStatus: CoreStatus.Terminated or CoreStatus.Canceled } terminated => new ExecutionTerminated(at, terminated.Result ?? ""),
        ExecutionCompletedEvent { OrchestrationStatus: CoreStatus.ContinuedAsNew } anew => new ContinuedAsNew(at, Json(anew.Result)),
        ExecutionCompletedEvent completed => new ExecutionCompleted(at, Json(completed.Result)),
        _ => null,
    };

    private static string Json(string? text) => text ?? "null";

    private static InstanceId? Id(string? text) => InstanceId.IsValid(text) ? new InstanceId(text!) : null;
}
