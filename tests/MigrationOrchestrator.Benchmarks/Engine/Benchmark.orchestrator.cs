using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>Five no-op activities one after the other: the field's common yardstick.</summary>
internal sealed class HelloCitiesOrchestrator : Orchestrator<string, int>
{
    private static readonly string[] Cities = ["Tokyo", "Seattle", "London", "Amsterdam", "Mumbai"];

    public override async Task<int> RunAsync(OrchestrationContext context, string input)
    {
        int length = 0;
        foreach (string city in Cities)
        {
            length += (await context.CallActivityAsync(BenchmarkTasks.SayHello, city)).Length;
        }

        return length;
    }
}

internal sealed class FanOutOrchestrator : Orchestrator<string, int>
{
    public override async Task<int> RunAsync(OrchestrationContext context, string input)
        => (await Task.WhenAll(Enumerable.Range(0, BenchmarkTasks.FanOutWidth).Select(_ => context.CallActivityAsync(BenchmarkTasks.SayHello, "x")))).Length;
}

/// <summary>Gives how many milliseconds after its time it woke.</summary>
internal sealed class AlarmOrchestrator : Orchestrator<DateTimeOffset, double>
{
    public override async Task<double> RunAsync(OrchestrationContext context, DateTimeOffset input)
    {
        await context.CreateTimerAsync(input);
        return (context.CurrentUtc - input).TotalMilliseconds;
    }
}

/// <summary>Does a few steps, then stays open until an event comes.</summary>
internal sealed class OpenOrchestrator : Orchestrator<string, string>
{
    public override async Task<string> RunAsync(OrchestrationContext context, string input)
    {
        for (int step = 0; step < 3; step++)
        {
            _ = await context.CallActivityAsync(BenchmarkTasks.SayHello, input);
        }

        return await context.WaitForExternalEventAsync<string>("close");
    }
}
