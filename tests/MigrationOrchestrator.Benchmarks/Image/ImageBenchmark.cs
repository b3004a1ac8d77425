using System.Globalization;
using System.Text.Json;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>
/// Compares our conversions with qemu-img's in one run, alternating, and writes medians to artifacts/bench/image.json.
/// </summary>
internal static class ImageBenchmark
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static async Task<int> RunAsync(string[] args)
    {
        int rounds = args is ["--rounds", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 3;
        string folder = Directory.CreateDirectory(Path.Combine("artifacts", "bench")).FullName;
        BenchmarkDisk disk = await BenchmarkDisk.PrepareAsync(folder);
        Samples samples = new();
        for (int round = 1; round <= rounds; round++)
        {
            Console.WriteLine($"Round {round} of {rounds}");
            await ConversionRound.RunAsync(disk, samples);
        }

        double peak = await SingleConversion.PeakMemoryAsync(disk);
        double overlap = await OverlapMeasurement.RunAsync(disk);
        Report(samples);
        SortedDictionary<string, double> results = new()
        {
            ["vmdk_speedup_same_size"] = samples.Ratio("qemu vmdk seconds", "small seconds"),
            ["vmdk_size_ratio_same_size"] = samples.Ratio("small bytes", "qemu vmdk bytes"),
            ["vmdk_speedup_fast"] = samples.Ratio("qemu vmdk seconds", "fast seconds"),
            ["vmdk_size_ratio_fast"] = samples.Ratio("fast bytes", "qemu vmdk bytes"),
            ["vmdk_speedup_dotnet"] = samples.Ratio("qemu vmdk seconds", "dotnet seconds"),
            ["vmdk_size_ratio_dotnet"] = samples.Ratio("dotnet bytes", "qemu vmdk bytes"),
            ["qcow2_read_mb_per_s"] = samples.Median("qcow2 read MB/s"),
            ["digest_mb_per_s"] = samples.Median("digest MB/s"),
            ["peak_memory_mb"] = peak,
            ["vmdk_to_qcow2_speedup"] = samples.Ratio("qemu qcow2 seconds", "qcow2 seconds"),
            ["overlap_ratio"] = overlap,
        };
        string path = Path.Combine(folder, "image.json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(results.ToDictionary(pair => pair.Key, pair => Math.Round(pair.Value, 3)), Json) + "\n");
        Console.WriteLine($"Wrote {path}");
        Console.WriteLine(await File.ReadAllTextAsync(path));
        return 0;
    }

    private static void Report(Samples samples)
    {
        foreach (string name in samples.Names)
        {
            Console.WriteLine($"  {name,-24} {samples.Median(name),14:0.###}");
        }

        foreach (string? name in new[] { "small", "balanced", "fast", "dotnet" })
        {
            // On a machine that others use too, processor time tells what two idle cores would do.
            Console.WriteLine($"  {name}: {2 * samples.Ratio("qemu vmdk CPU seconds", $"{name} CPU seconds"):0.0} times qemu-img by processor time on two cores");
        }

        Console.WriteLine($"  .NET alone: {samples.Ratio("qemu vmdk seconds", "dotnet seconds"):0.##} times qemu-img at {samples.Ratio("dotnet bytes", "qemu vmdk bytes"):0.###} of its size");
    }
}
