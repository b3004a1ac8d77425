using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Flow;

/// <summary>How steps are tried again.</summary>
internal static class Retries
{
    /// <summary>The engine's code for a step that was running each time its process died.</summary>
    private const string Poisoned = "activity.poisoned";

    /// <summary>
    /// Only failures that may pass are tried again; waits double from two seconds up to a minute. A step that was running when its process was
    /// killed several times is no proof against the step: it is tried again too, visibly, and fails for good only after all attempts.
    /// </summary>
    public static RetryPolicy For(MigrationOptions options) => new(options.Attempts, TimeSpan.FromSeconds(2))
    {
        MaxInterval = TimeSpan.FromMinutes(1),
        Handle = failure => failure.Transient || failure.Code == Poisoned,
    };
}
