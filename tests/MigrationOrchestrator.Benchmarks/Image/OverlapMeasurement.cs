using System.Diagnostics;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>Download and conversion together, against the longer of the two alone.</summary>
internal static class OverlapMeasurement
{
    private const double BytesPerSecond = 125e6; // 1 Gb/s

    public static async Task<double> RunAsync(BenchmarkDisk disk)
    {
        var output = Path.Combine(disk.Folder, "out");
        var download = await DownloadAsync(disk);
        double conversion;
        await using (var local = FileSource.Open(disk.Qcow2))
        {
            conversion = await ConvertAsync(local, output);
        }

        await using var source = new ArrivingSource(FileSource.Open(disk.Qcow2), BytesPerSecond);
        var together = await ConvertAsync(source, output);
        Console.WriteLine($"  download {download:0.0} s, conversion {conversion:0.0} s, together {together:0.0} s");
        return together / Math.Max(download, conversion);
    }

    private static async Task<double> DownloadAsync(BenchmarkDisk disk)
    {
        await using var source = new ArrivingSource(FileSource.Open(disk.Qcow2), BytesPerSecond);
        var start = Stopwatch.GetTimestamp();
        await source.AllArrived;
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> ConvertAsync(IRangedSource source, string output)
    {
        var start = Stopwatch.GetTimestamp();
        await ConversionRound.ConvertAsync(
            source, ImageFormat.Qcow2, output, TargetImage.VmdkStreamOptimized, ConversionLevel.Small, CompressionLibraries.Installed);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
