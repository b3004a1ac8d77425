namespace MigrationOrchestrator.Durable;

/// <summary>
/// One step that touches the world. It runs at least once, possibly twice at a time after a crash, so it is idempotent for its key
/// (instance, step), and short: minutes, with long work cut into pieces that each persist their progress.
/// </summary>
/// <typeparam name="TInput">The input's type; serialised as JSON.</typeparam>
/// <typeparam name="TOutput">The output's type; serialised as JSON.</typeparam>
public abstract class Activity<TInput, TOutput>
{
    /// <summary>Does the step.</summary>
    /// <param name="context">Which instance asked.</param>
    /// <param name="input">What for.</param>
    /// <param name="cancellation">Fires when the host stops; the step then runs again elsewhere or later.</param>
    /// <exception cref="FailureException">It failed in a known way.</exception>
    public abstract Task<TOutput> RunAsync(ActivityContext context, TInput input, CancellationToken cancellation);
}
