using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>Measures the embedded engine: medians over rounds, written as one flat object of numbers to <c>artifacts/bench/engine.json</c>.</summary>
internal static class EngineBenchmark
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(string[] arguments)
    {
        int rounds = arguments is ["--rounds", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int told) && told > 0 ? told : 3;
        SortedDictionary<string, double> results = new(StringComparer.Ordinal);

        // First, while the process has done nothing else that could count as the engine's memory.
        results["memory_10000_mb"] = await MemoryAsync(10_000);
        results["idle_cpu_percent"] = await IdleAsync(TimeSpan.FromSeconds(5));
        await WarmUpAsync();
        (results["single_p50_ms"], results["single_p99_ms"], results["hello_cities_per_second_1"]) = await SingleAsync(500);
        results["hello_cities_per_second_20"] = await Measure.MedianAsync(rounds, () => HelloCitiesAsync(3_000, 20));
        results["hello_cities_per_second_1000"] = await Measure.MedianAsync(rounds, () => HelloCitiesAsync(5_000, 1_000));
        results["hello_cities_per_second_10000"] = await Measure.MedianAsync(rounds, () => HelloCitiesAsync(10_000, 10_000));
        results["activities_per_second_1000"] = await Measure.MedianAsync(rounds, FanOutAsync);
        results["timer_late_p99_ms"] = await Measure.MedianAsync(rounds, TimersAsync);
        results["recovery_10000_s"] = await Measure.MedianAsync(rounds, () => RecoveryAsync(10_000));
        (results["cost_ratio_100k_to_1k"], double bytesPerInstance) = await CostRatioAsync();

        foreach ((string name, double value) in results)
        {
            Console.WriteLine($"{name,-32} {value,14:N2}");
        }

        // For people only: readers of the file count on its keys.
        Console.WriteLine($"{"bytes per HelloCities in the file",-32} {bytesPerInstance,14:N0}");
        string path = Path.Combine("artifacts", "bench", "engine.json");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(results, Indented) + "\n");
        Console.WriteLine($"Written to {path}.");
        return 0;
    }

    private static async Task WarmUpAsync()
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        _ = await engine.RunAsync(BenchmarkTasks.HelloCities, _ => "", 3_000, 100);
    }

    private static async Task<(double P50, double P99, double PerSecond)> SingleAsync(int count)
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        double[] latencies = await engine.RunAsync(BenchmarkTasks.HelloCities, _ => "", count, 1);
        return (Measure.Percentile(latencies, 50), Measure.Percentile(latencies, 99), count / (latencies.Sum() / 1_000));
    }

    private static async Task<double> HelloCitiesAsync(int count, int concurrency)
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        return count / await Measure.SecondsAsync(() => engine.RunAsync(BenchmarkTasks.HelloCities, _ => "", count, concurrency));
    }

    private static async Task<double> FanOutAsync()
    {
        const int Instances = 5;
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        return Instances * BenchmarkTasks.FanOutWidth / await Measure.SecondsAsync(() => engine.RunAsync(BenchmarkTasks.FanOut, _ => "", Instances, 1));
    }

    private static async Task<double> TimersAsync()
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        DateTimeOffset first = DateTimeOffset.UtcNow.AddSeconds(1);
        InstanceId[] ids = await Task.WhenAll(Enumerable.Range(0, 500).Select(index => engine.Client.StartAsync(BenchmarkTasks.Alarm, first.AddMilliseconds(index * 4))));
        OrchestrationState[] ends = await Task.WhenAll(ids.Select(id => engine.Client.WaitForCompletionAsync(id)));
        return Measure.Percentile(ends.Select(end => end.ReadOutput<double>()), 99);
    }

    /// <summary>From the engine's start to the moment when each open instance has been replayed and has taken a further, committed turn.</summary>
    private static async Task<double> RecoveryAsync(int count)
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        InstanceId[] ids = await OpenAsync(engine, count);
        await engine.StopAsync();
        return await Measure.SecondsAsync(async () =>
        {
            _ = await engine.StartAsync();
            _ = await Task.WhenAll(ids.Select(id => engine.Client.RaiseEventAsync(id, "close", "x")));
            _ = await Task.WhenAll(ids.Select(id => engine.Client.WaitForCompletionAsync(id)));
        });
    }

    private static async Task<double> MemoryAsync(int count)
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        _ = await OpenAsync(engine, count);
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1_000_000.0;
    }

    private static async Task<double> IdleAsync(TimeSpan span)
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        await Task.Delay(span);
        self.Refresh();
        return (self.TotalProcessorTime - before) / span * 100;
    }

    /// <summary>The same work on a file with few and on one with many finished instances, in turns, so that both meet the same disturbances.</summary>
    private static async Task<(double Ratio, double BytesPerInstance)> CostRatioAsync()
    {
        const int Round = 1_000;
        await using EngineUnderTest few = await new EngineUnderTest().StartAsync();
        await using EngineUnderTest many = await new EngineUnderTest().StartAsync();
        _ = await few.RunAsync(BenchmarkTasks.HelloCities, _ => "", 1_000, 500);
        double bytes = few.FileBytes / 1_000.0;
        _ = await many.RunAsync(BenchmarkTasks.Nothing, _ => "", 100_000, 1_000);
        List<double> costsOfFew = [];
        List<double> costsOfMany = [];
        for (int round = 0; round < 9; round++)
        {
            costsOfFew.Add(await Measure.SecondsAsync(() => few.RunAsync(BenchmarkTasks.HelloCities, _ => "", Round, 500)));
            costsOfMany.Add(await Measure.SecondsAsync(() => many.RunAsync(BenchmarkTasks.HelloCities, _ => "", Round, 500)));
        }

        return (Measure.Percentile(costsOfMany, 50) / Measure.Percentile(costsOfFew, 50), bytes);
    }

    private static async Task<InstanceId[]> OpenAsync(EngineUnderTest engine, int count)
    {
        InstanceId[] ids = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => engine.Client.StartAsync(BenchmarkTasks.Open, "x")));
        foreach (InstanceId id in ids)
        {
            while ((await engine.Client.GetHistoryAsync(id)).Count(fact => fact is TaskCompleted) < 3)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }

        return ids;
    }
}
