namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>How facts of a history read in a replay.</summary>
internal static class Facts
{
    /// <summary>The number of a fact that the orchestrator's code caused, else null.</summary>
    public static int? ScheduledId(HistoryEvent fact) => fact switch
    {
        TaskScheduled task => task.Id,
        SubOrchestrationCreated child => child.Id,
        TimerCreated timer => timer.Id,
        EventSent sent => sent.Id,
        _ => null,
    };

    /// <summary>The number of the step whose result a fact is, else null.</summary>
    public static int? AnsweredId(HistoryEvent fact) => fact switch
    {
        TaskCompleted done => done.Id,
        TaskFailed failed => failed.Id,
        SubOrchestrationCompleted done => done.Id,
        SubOrchestrationFailed failed => failed.Id,
        TimerFired fired => fired.Id,
        _ => null,
    };

    /// <summary>Whether a fact is a result of a step, going by their kinds.</summary>
    public static bool Answers(HistoryEvent step, HistoryEvent fact) => fact switch
    {
        TaskCompleted or TaskFailed => step is TaskScheduled,
        SubOrchestrationCompleted or SubOrchestrationFailed => step is SubOrchestrationCreated,
        TimerFired => step is TimerCreated,
        _ => false,
    };

    /// <summary>Whether a fact came to the orchestrator from outside, so that its code goes on with it.</summary>
    public static bool IsIncoming(HistoryEvent fact) => fact is EventRaised || AnsweredId(fact) is not null;

    /// <summary>The last fact that says where the execution stands; suspending and resuming do not.</summary>
    public static HistoryEvent? Last(IReadOnlyList<HistoryEvent> history) => history.LastOrDefault(fact => fact is not (ExecutionSuspended or ExecutionResumed));

    /// <summary>Whether two facts with the same number are the same step.</summary>
    public static bool Match(HistoryEvent recorded, HistoryEvent replayed) => (recorded, replayed) switch
    {
        (TaskScheduled a, TaskScheduled b) => a.Name == b.Name && a.InputHash == b.InputHash,
        (SubOrchestrationCreated a, SubOrchestrationCreated b) => a.Name == b.Name && a.InputHash == b.InputHash,
        (TimerCreated, TimerCreated) => true,
        (EventSent a, EventSent b) => a.Name == b.Name && a.Target == b.Target,
        _ => false,
    };

    /// <summary>A fact in a few words, for tables of differences; never its payload.</summary>
    public static string Describe(HistoryEvent? fact) => fact switch
    {
        null => "(nothing)",
        TaskScheduled task => $"activity {task.Name} input {task.InputHash[..8]}",
        SubOrchestrationCreated child => $"sub-orchestration {child.Name} input {child.InputHash[..8]}",
        TimerCreated => "timer",
        EventSent sent => $"event {sent.Name} to {sent.Target}",
        ExecutionCompleted => "completed",
        ExecutionFailed failed => $"failed: {failed.Failure.Code}",
        ContinuedAsNew => "continued as new",
        _ => fact.GetType().Name,
    };
}
