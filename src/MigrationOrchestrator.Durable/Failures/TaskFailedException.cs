namespace MigrationOrchestrator.Durable;

/// <summary>What an orchestrator catches when an activity or a sub-orchestration that it awaited has failed for good, retries included.</summary>
/// <param name="taskName">The activity's or orchestrator's name.</param>
/// <param name="failure">The last attempt's failure.</param>
public sealed class TaskFailedException(string taskName, Failure failure) : Exception($"{taskName}: {failure.Message}")
{
    /// <summary>The activity's or orchestrator's name.</summary>
    public string TaskName { get; } = taskName;

    /// <summary>The last attempt's failure.</summary>
    public Failure Failure { get; } = failure;
}
