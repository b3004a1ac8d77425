namespace MigrationOrchestrator.Durable.Sqlite.Tests;

/// <summary>Orchestrators and activities written where a test needs them.</summary>
internal static class Inline
{
    public static readonly OrchestratorName<string, string> Flow = new("Flow");
    public static readonly ActivityName<string, string> Echo = new("Echo");
    public static readonly ActivityName<string, string> Shout = new("Shout");

    /// <summary>An activity of a name of its own.</summary>
    public static Activity<string, string> Activity(Func<string, CancellationToken, Task<string>> run) => new InlineActivity(run);

    /// <summary>A registry with one orchestrator, <see cref="Flow"/>, and the activities.</summary>
    public static TaskRegistry Registry(Func<OrchestrationContext, string, Task<string>> flow) => new TaskRegistry()
        .AddOrchestrator(Flow, () => new InlineOrchestrator(flow))
        .AddActivity(Echo, _ => new InlineActivity((input, _) => Task.FromResult(input)))
        .AddActivity(Shout, _ => new InlineActivity((input, _) => Task.FromResult(input.ToUpperInvariant())));

    /// <summary>A registry whose <see cref="Echo"/> does something else.</summary>
    public static TaskRegistry Registry(Func<OrchestrationContext, string, Task<string>> flow, Func<string, CancellationToken, Task<string>> echo) => new TaskRegistry()
        .AddOrchestrator(Flow, () => new InlineOrchestrator(flow))
        .AddActivity(Echo, _ => new InlineActivity(echo));

    /// <summary>An orchestrator made of a function.</summary>
    public static Orchestrator<string, string> Orchestrator(Func<OrchestrationContext, string, Task<string>> flow) => new InlineOrchestrator(flow);

    private sealed class InlineOrchestrator(Func<OrchestrationContext, string, Task<string>> run) : Orchestrator<string, string>
    {
        public override Task<string> RunAsync(OrchestrationContext context, string input) => run(context, input);
    }

    private sealed class InlineActivity(Func<string, CancellationToken, Task<string>> run) : Activity<string, string>
    {
        public override Task<string> RunAsync(ActivityContext context, string input, CancellationToken cancellation) => run(input, cancellation);
    }
}
