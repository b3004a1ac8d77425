namespace MigrationOrchestrator.Durable;

/// <summary>Thrown by an activity or an orchestrator that fails in a known way; the engine persists its <see cref="Failure"/>.</summary>
/// <param name="failure">Why.</param>
/// <param name="inner">The cause, kept for logs only: it is not persisted.</param>
public sealed class FailureException(Failure failure, Exception? inner = null) : Exception(failure.Message, inner)
{
    /// <summary>Why, as data.</summary>
    public Failure Failure { get; } = failure;
}
