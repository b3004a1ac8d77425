using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Migrations.Status;

/// <summary>A step that failed for a reason that may pass, and is tried again by itself.</summary>
/// <param name="Failure">Why its last try failed.</param>
/// <param name="Tries">How often it was tried so far.</param>
/// <param name="Since">When it first failed.</param>
/// <param name="NextTryAt">When it is tried again.</param>
public sealed record StepPause(Failure Failure, int Tries, DateTimeOffset Since, DateTimeOffset NextTryAt)
{
    /// <summary>The cloud that is waited for; null where the step asks none.</summary>
    public CloudName? Cloud { get; init; }
}
