namespace MigrationOrchestrator.Durable;

/// <summary>
/// A workflow in plain C#. It may be run many times over from its history (replay), so it is pure: it uses the context and its input only,
/// never a clock, a random number, a task that is not the context's, or I/O.
/// </summary>
/// <typeparam name="TInput">The input's type; serialised as JSON.</typeparam>
/// <typeparam name="TOutput">The output's type; serialised as JSON.</typeparam>
public abstract class Orchestrator<TInput, TOutput>
{
    /// <summary>Runs the workflow from its start; what has happened already is answered from the history.</summary>
    /// <param name="context">All that the workflow may touch.</param>
    /// <param name="input">What the instance was started with.</param>
    public abstract Task<TOutput> RunAsync(OrchestrationContext context, TInput input);
}
