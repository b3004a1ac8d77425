using System.Diagnostics;
using System.Globalization;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>
/// Download and conversion together, in a whole migration with its check of the source's hash, against the longer of the two alone: the image's
/// length over the line's rate, and a conversion from and to local files in this process.
/// </summary>
internal static class OverlapMeasurement
{
    private const double GigabitLine = 125e6;

    public static Task<double> RunAsync(BenchmarkDisk disk) => RunAsync(disk.Folder, disk.Qcow2, GigabitLine);

    /// <summary>The same for any disk and line: <c>overlap DISK.qcow2 BYTES_A_SECOND</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("overlap-");
        try
        {
            Console.WriteLine($"overlap_ratio {await RunAsync(folder.FullName, args[0], double.Parse(args[1], CultureInfo.InvariantCulture)):0.000}");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> RunAsync(string folder, string qcow2, double bytesPerSecond)
    {
        double download = new FileInfo(qcow2).Length / bytesPerSecond;
        double conversion = await ConvertAsync(folder, qcow2);
        double together = await EmulatedMigration.RunAsync(folder, qcow2, bytesPerSecond);
        Console.WriteLine($"  download {download:0.0} s, conversion {conversion:0.0} s, together {together:0.0} s");
        return together / Math.Max(download, conversion);
    }

    private static async Task<double> ConvertAsync(string folder, string qcow2)
    {
        await using FileSource source = FileSource.Open(qcow2);
        long start = Stopwatch.GetTimestamp();
        await ConversionRound.ConvertAsync(
            source, ImageFormat.Qcow2, Path.Combine(folder, "out"), TargetImage.VmdkStreamOptimized, ConversionLevel.Balanced, CompressionLibraries.Installed);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
