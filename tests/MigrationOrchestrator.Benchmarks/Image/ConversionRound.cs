using System.Diagnostics;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>One measurement of everything: qemu-img and ours in turns.</summary>
internal static class ConversionRound
{
    private const int EndOfStreamBytes = 512;

    public static async Task RunAsync(BenchmarkDisk disk, Samples samples)
    {
        string output = Path.Combine(disk.Folder, "out");
        await OursAsync(samples, "small", disk.Qcow2, ImageFormat.Qcow2, output, TargetImage.VmdkStreamOptimized, ConversionLevel.Small);
        await CheckAsync(disk, "vmdk", output);
        await QemuAsync(samples, "qemu vmdk", output, "convert", "-f", "qcow2", "-O", "vmdk", "-o", "subformat=streamOptimized,adapter_type=lsilogic", disk.Qcow2, output);
        await OursAsync(samples, "fast", disk.Qcow2, ImageFormat.Qcow2, output, TargetImage.VmdkStreamOptimized, ConversionLevel.Fast);
        await CheckAsync(disk, "vmdk", output);
        await OursAsync(samples, "balanced", disk.Qcow2, ImageFormat.Qcow2, output, TargetImage.VmdkStreamOptimized, ConversionLevel.Balanced);
        await CheckAsync(disk, "vmdk", output);
        await OursAsync(samples, "dotnet", disk.Qcow2, ImageFormat.Qcow2, output, TargetImage.VmdkStreamOptimized, ConversionLevel.Small, CompressionLibraries.DotNetOnly);
        await CheckAsync(disk, "vmdk", output);
        await QemuAsync(samples, "qemu qcow2", output, "convert", "-f", "vmdk", "-O", "qcow2", disk.Vmdk, output);
        await OursAsync(samples, "qcow2", disk.Vmdk, ImageFormat.Vmdk, output, TargetImage.Qcow2, ConversionLevel.Fast);
        await CheckAsync(disk, "qcow2", output);
        await ReadAsync(samples, disk);
        await DigestAsync(samples, disk);
    }

    /// <summary>Lets qemu-img check an output and compare it with the source, outside of what is timed: a fast conversion to something else is none.</summary>
    private static async Task CheckAsync(BenchmarkDisk disk, string format, string output)
    {
        await Tool.RunAsync("qemu-img", "check", "-q", "-f", format, output);
        await Tool.RunAsync("qemu-img", "compare", "-q", "-f", "qcow2", "-F", format, disk.Qcow2, output);
        if (format == "vmdk")
        {
            byte[] end = new byte[EndOfStreamBytes];
            await using FileStream file = File.OpenRead(output);
            file.Seek(-EndOfStreamBytes, SeekOrigin.End);
            await file.ReadExactlyAsync(end);
            if (end.AsSpan().ContainsAnyExcept((byte)0))
            {
                throw new InvalidOperationException($"{output} does not end with the end-of-stream marker.");
            }
        }
    }

    public static async Task<ConversionResult> ConvertAsync(
        IRangedSource source, ImageFormat format, string output, TargetImage target, ConversionLevel level, CompressionLibraries libraries)
    {
        File.Delete(output);
        await using FilePieceSink sink = FilePieceSink.Open(output);
        return await ImageConverter.ConvertAsync(
            new ConversionRequest { Source = source, SourceFormat = format, Target = target, Sink = sink, Level = level, Libraries = libraries }, null, CancellationToken.None);
    }

    private static async Task OursAsync(
        Samples samples, string name, string input, ImageFormat format, string output, TargetImage target, ConversionLevel level,
        CompressionLibraries libraries = CompressionLibraries.Installed)
    {
        await using FileSource source = FileSource.Open(input);
        (long start, double cpu) = (Stopwatch.GetTimestamp(), ProcessorTime.Own);
        ConversionResult result = await ConvertAsync(source, format, output, target, level, libraries);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        samples.Add($"{name} seconds", seconds);
        samples.Add($"{name} CPU seconds", ProcessorTime.Own - cpu);
        samples.Add($"{name} bytes", result.LengthBytes);
        Console.WriteLine($"  {name,-12} {seconds,7:0.00} s {result.LengthBytes,12} bytes  {string.Join(", ", result.Compressors)}");
    }

    private static async Task QemuAsync(Samples samples, string name, string output, params string[] arguments)
    {
        File.Delete(output);
        double cpu = ProcessorTime.Children;
        (string _, double seconds) = await Tool.RunAsync("qemu-img", arguments);
        samples.Add($"{name} seconds", seconds);
        samples.Add($"{name} CPU seconds", ProcessorTime.Children - cpu);
        samples.Add($"{name} bytes", new FileInfo(output).Length);
        Console.WriteLine($"  {name,-12} {seconds,7:0.00} s {new FileInfo(output).Length,12} bytes");
    }

    private static async Task ReadAsync(Samples samples, BenchmarkDisk disk)
    {
        await using FileSource source = FileSource.Open(disk.Qcow2);
        await using IDiskReader image = await DiskImage.OpenAsync(source, ImageFormat.Qcow2, CancellationToken.None);
        byte[] buffer = new byte[1 << 20];
        long bytes = 0L;
        long start = Stopwatch.GetTimestamp();
        await foreach (DiskExtent extent in image.ExtentsAsync())
        {
            for (long position = extent.GuestOffset; extent.Kind == ExtentKind.Data && position < extent.End; position += buffer.Length)
            {
                Memory<byte> part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, extent.End - position));
                await image.ReadAsync(position, part, CancellationToken.None);
                bytes += part.Length;
            }
        }

        samples.Add("qcow2 read MB/s", bytes / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task DigestAsync(Samples samples, BenchmarkDisk disk)
    {
        await using FileSource source = FileSource.Open(disk.Qcow2);
        await using IDiskReader image = await DiskImage.OpenAsync(source, ImageFormat.Qcow2, CancellationToken.None);
        long start = Stopwatch.GetTimestamp();
        await GuestDigest.ComputeAsync(image, Environment.ProcessorCount, null, CancellationToken.None);
        samples.Add("digest MB/s", disk.AllocatedBytes / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
