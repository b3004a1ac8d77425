using System.Diagnostics;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>
/// Download and conversion together, in a whole migration with its check of the source's hash, against the longer of the two alone: the image's
/// length over the line's rate, and a conversion from and to local files in this process.
/// </summary>
internal static class OverlapMeasurement
{
    private const double BytesPerSecond = 125e6; // 1 Gb/s

    public static async Task<double> RunAsync(BenchmarkDisk disk)
    {
        var download = new FileInfo(disk.Qcow2).Length / BytesPerSecond;
        var conversion = await ConvertAsync(disk);
        var together = await EmulatedMigration.RunAsync(disk.Folder, disk.Qcow2, BytesPerSecond);
        Console.WriteLine($"  download {download:0.0} s, conversion {conversion:0.0} s, together {together:0.0} s");
        return together / Math.Max(download, conversion);
    }

    private static async Task<double> ConvertAsync(BenchmarkDisk disk)
    {
        await using var source = FileSource.Open(disk.Qcow2);
        var start = Stopwatch.GetTimestamp();
        await ConversionRound.ConvertAsync(
            source, ImageFormat.Qcow2, Path.Combine(disk.Folder, "out"), TargetImage.VmdkStreamOptimized, ConversionLevel.Balanced, CompressionLibraries.Installed);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
