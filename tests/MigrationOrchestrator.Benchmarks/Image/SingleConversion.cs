using System.Globalization;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>One conversion in a process of its own, which tells how much memory it took at most.</summary>
internal static class SingleConversion
{
    /// <summary>The larger peak in MB of converting the 4 GiB disk and a sparse disk of 1 TiB.</summary>
    public static async Task<double> PeakMemoryAsync(BenchmarkDisk disk)
    {
        var sparse = Path.Combine(disk.Folder, "sparse.qcow2");
        await Tool.RunAsync("qemu-img", "create", "-q", "-f", "qcow2", sparse, "1T");
        var peak = 0.0;
        foreach (var input in new[] { disk.Qcow2, sparse })
        {
            var (output, seconds) = await Tool.RunAsync(
                Environment.ProcessPath!, [.. Assembly(), "convert-once", input, Path.Combine(disk.Folder, "out")]);
            Console.WriteLine($"  peak memory of {Path.GetFileName(input)}: {output.Trim()} MB in {seconds:0.0} s");
            peak = Math.Max(peak, double.Parse(output, CultureInfo.InvariantCulture));
        }

        return peak;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        await using var source = FileSource.Open(args[0]);
        await ConversionRound.ConvertAsync(
            source, ImageFormat.Qcow2, args[1], TargetImage.VmdkStreamOptimized, ConversionLevel.Fast, CompressionLibraries.Installed);
        const string field = "VmHWM:"; // the high-water mark of resident memory, in KiB
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        var kibibytes = long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        Console.WriteLine((kibibytes * 1024 / 1e6).ToString("0.0", CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>Where the process is `dotnet` itself, its first argument is the assembly.</summary>
    private static string[] Assembly() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(SingleConversion).Assembly.Location] : [];
}
