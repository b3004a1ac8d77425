using System.Globalization;
using System.Text.Json;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>Measures the embedded engine: medians over rounds, written as one flat object of numbers to <c>artifacts/bench/engine.json</c>.</summary>
internal static class EngineBenchmark
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (EngineLoad.Read(arguments) is not { } load)
        {
            Console.Error.WriteLine("Usage: bench engine [--rounds N] [--smoke]");
            return 2;
        }

        if (RealDisk.FindMemory(Path.GetTempPath()) is { } memory)
        {
            Console.Error.WriteLine($"The engine's files would lie in memory, on {memory}, where a sync costs nothing. Let TMPDIR name a folder on a disk.");
            return 2;
        }

        SortedDictionary<string, double> results = await MeasureAsync(load);
        foreach ((string name, double value) in results)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-32} {value,14:N2}"));
        }

        if (load.IsSmoke)
        {
            Console.WriteLine("A smoke run measures nothing, so nothing was written.");
            return 0;
        }

        string path = Path.Combine("artifacts", "bench", "engine.json");
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(results, Indented) + "\n");
        Console.WriteLine($"Written to {path}.");
        return 0;
    }

    private static async Task<SortedDictionary<string, double>> MeasureAsync(EngineLoad load)
    {
        SortedDictionary<string, double> results = new(StringComparer.Ordinal);

        // First, while the process has done nothing else that could count as the engine's memory.
        results["memory_10000_mb"] = await Standing.MemoryAsync(load.Open);
        results["idle_cpu_percent"] = await Standing.IdleAsync(load.Idle);
        await Speed.WarmUpAsync(load.WarmUp);
        double[] single = await Speed.LatenciesAsync(load.Single, 1);
        (results["single_p50_ms"], results["single_p90_ms"], results["single_p99_ms"]) = Measure.Percentiles(single);
        results["hello_cities_per_second_1"] = single.Length / (single.Sum() / 1_000);
        (results["latency_20_p50_ms"], results["latency_20_p90_ms"], results["latency_20_p99_ms"]) = Measure.Percentiles(await Speed.LatenciesAsync(load.At20, 20));
        (results["latency_1000_p50_ms"], results["latency_1000_p90_ms"], results["latency_1000_p99_ms"]) = Measure.Percentiles(await Speed.LatenciesAsync(load.At1000, 1_000));
        results["hello_cities_per_second_20"] = await Measure.MedianAsync(load.Rounds, () => Speed.HelloCitiesAsync(load.At20, 20));
        results["hello_cities_per_second_1000"] = await Measure.MedianAsync(load.Rounds, () => Speed.HelloCitiesAsync(load.At1000, 1_000));
        results["hello_cities_per_second_10000"] = await Measure.MedianAsync(load.Rounds, () => Speed.HelloCitiesAsync(load.At10000, 10_000));
        results["activities_per_second_1000"] = await Measure.MedianAsync(load.Rounds, Speed.FanOutAsync);
        results["timer_late_p99_ms"] = await Measure.MedianAsync(load.Rounds, Speed.TimersAsync);
        results["recovery_10000_s"] = await Measure.MedianAsync(load.Rounds, () => Standing.RecoveryAsync(load.Open));
        CostRatio cost = await CostRatio.MeasureAsync(load.Finished, load.CostRounds);
        results["cost_ratio_100k_to_1k"] = cost.Ratio;
        results["cost_1k_ms_per_instance"] = cost.FewMilliseconds;
        results["cost_100k_ms_per_instance"] = cost.ManyMilliseconds;
        results["file_bytes_per_instance"] = cost.BytesPerInstance;
        return results;
    }
}
