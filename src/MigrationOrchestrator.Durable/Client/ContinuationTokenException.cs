namespace MigrationOrchestrator.Durable;

/// <summary>A query's <see cref="OrchestrationQuery.ContinuationToken"/> is none that the engine gave out.</summary>
/// <param name="token">What was given.</param>
public sealed class ContinuationTokenException(string token) : ArgumentException($"'{token}' is no token of a page.")
{
    /// <summary>What its user can do.</summary>
    public const string Remedy = "Give the last page's own token, or leave it out to start at the first page.";
}
