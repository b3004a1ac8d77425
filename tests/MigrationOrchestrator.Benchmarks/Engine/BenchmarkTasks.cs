using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>The work that engines are compared by.</summary>
internal static class BenchmarkTasks
{
    public static readonly ActivityName<string, string> SayHello = new("SayHello");
    public static readonly OrchestratorName<string, int> HelloCities = new("HelloCities");
    public static readonly OrchestratorName<string, int> FanOut = new("FanOut");
    public static readonly OrchestratorName<DateTimeOffset, double> Alarm = new("Alarm");
    public static readonly OrchestratorName<string, string> Open = new("Open");

    public const int FanOutWidth = 1_000;

    public static TaskRegistry Registry() => new TaskRegistry()
        .AddActivity(SayHello, _ => new SayHelloActivity())
        .AddOrchestrator(HelloCities, () => new HelloCitiesOrchestrator())
        .AddOrchestrator(FanOut, () => new FanOutOrchestrator())
        .AddOrchestrator(Alarm, () => new AlarmOrchestrator())
        .AddOrchestrator(Open, () => new OpenOrchestrator());

    private sealed class SayHelloActivity : Activity<string, string>
    {
        public override Task<string> RunAsync(ActivityContext context, string input, CancellationToken cancellation) => Task.FromResult($"Hello {input}!");
    }
}
