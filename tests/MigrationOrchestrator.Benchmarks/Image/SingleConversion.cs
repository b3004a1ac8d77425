using System.Globalization;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>One conversion in a process of its own, which tells how much memory it took at most.</summary>
internal static class SingleConversion
{
    private const long SparseBytes = 1L << 40;
    private const int SparseContentPieces = 300;

    /// <summary>The largest peak in MB of converting the 4 GiB disk, an empty disk of 1 TiB, and one with 300 MB of content all over it.</summary>
    public static async Task<double> PeakMemoryAsync(BenchmarkDisk disk)
    {
        string sparse = Path.Combine(disk.Folder, "sparse.qcow2");
        await Tool.RunAsync("qemu-img", "create", "-q", "-f", "qcow2", sparse, "1T");
        double peak = 0.0;
        string populated = await PopulatedAsync(disk);
        foreach (string? input in new[] { disk.Qcow2, sparse, populated })
        {
            (string? output, double seconds) = await Tool.RunAsync(
                Environment.ProcessPath!, [.. Assembly(), "convert-once", input, Path.Combine(disk.Folder, "out")]);
            Console.WriteLine($"  peak memory of {Path.GetFileName(input)}: {output.Trim()} MB in {seconds:0.0} s");
            peak = Math.Max(peak, double.Parse(output, CultureInfo.InvariantCulture));
        }

        return peak;
    }

    /// <summary>A qcow2 of 1 TiB that holds 1 MiB of random bytes in each 300th of it.</summary>
    private static async Task<string> PopulatedAsync(BenchmarkDisk disk)
    {
        string raw = Path.Combine(disk.Folder, "populated.raw");
        string qcow2 = Path.Combine(disk.Folder, "populated.qcow2");
        byte[] content = new byte[1 << 20];
        Random random = new(1);
        await using (FileStream file = File.Create(raw))
        {
            file.SetLength(SparseBytes);
            for (int piece = 0; piece < SparseContentPieces; piece++)
            {
                random.NextBytes(content);
                file.Position = SparseBytes / SparseContentPieces * piece / 4096 * 4096;
                await file.WriteAsync(content);
            }
        }

        await Tool.RunAsync("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, qcow2);
        File.Delete(raw);
        return qcow2;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        await using FileSource source = FileSource.Open(args[0]);
        await ConversionRound.ConvertAsync(
            source, ImageFormat.Qcow2, args[1], TargetImage.VmdkStreamOptimized, ConversionLevel.Fast, CompressionLibraries.Installed);
        const string field = "VmHWM:"; // the high-water mark of resident memory, in KiB
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        long kibibytes = long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        Console.WriteLine((kibibytes * 1024 / 1e6).ToString("0.0", CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>Where the process is `dotnet` itself, its first argument is the assembly.</summary>
    private static string[] Assembly() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(SingleConversion).Assembly.Location] : [];
}
