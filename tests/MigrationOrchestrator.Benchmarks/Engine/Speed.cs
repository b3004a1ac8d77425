using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>How fast work goes, each time on a fresh file.</summary>
internal static class Speed
{
    public static async Task WarmUpAsync(int count)
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        _ = await engine.RunAsync(BenchmarkTasks.HelloCities, _ => "", count, 100);
    }

    /// <summary>Each HelloCities' time from its start to its known end, in milliseconds.</summary>
    public static async Task<double[]> LatenciesAsync(int count, int concurrency)
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        return await engine.RunAsync(BenchmarkTasks.HelloCities, _ => "", count, concurrency);
    }

    /// <summary>HelloCities a second.</summary>
    public static async Task<double> HelloCitiesAsync(int count, int concurrency)
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        return count / await Measure.SecondsAsync(() => engine.RunAsync(BenchmarkTasks.HelloCities, _ => "", count, concurrency));
    }

    /// <summary>Activities a second, a thousand at a time.</summary>
    public static async Task<double> FanOutAsync()
    {
        const int Instances = 5;
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        return Instances * BenchmarkTasks.FanOutWidth / await Measure.SecondsAsync(() => engine.RunAsync(BenchmarkTasks.FanOut, _ => "", Instances, 1));
    }

    /// <summary>How many milliseconds after its time the code behind a timer runs: the 99th percentile.</summary>
    public static async Task<double> TimersAsync()
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        DateTimeOffset first = DateTimeOffset.UtcNow.AddSeconds(1);
        InstanceId[] ids = await Task.WhenAll(Enumerable.Range(0, 500).Select(index => engine.Client.StartAsync(BenchmarkTasks.Alarm, first.AddMilliseconds(index * 4))));
        OrchestrationState[] ends = await Task.WhenAll(ids.Select(id => engine.Client.WaitForCompletionAsync(id)));
        return Measure.Percentile(ends.Select(end => end.ReadOutput<double>()), 99);
    }
}
