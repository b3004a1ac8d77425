using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Images;

/// <summary>Writes what the image commands answer.</summary>
internal static class ImageAnswers
{
    /// <summary>Writes what was converted or read.</summary>
    public static void Write(CommandContext context, ConverterReport report)
    {
        if (context.Json)
        {
            // One line: whoever runs this reads the last line of standard output.
            context.Terminal.Raw.WriteLine(DurableJson.Serialize(report));
            return;
        }

        IAnsiConsole console = context.Terminal.Output;
        if (report.LengthBytes is { } length)
        {
            console.MarkupLineInterpolated($"output   {Amount.Bytes(length)} ({length} bytes){(report.Compressors.Count > 0 ? $", {string.Join(", ", report.Compressors)}" : "")}");
        }

        console.MarkupLineInterpolated($"capacity {Amount.Bytes(report.CapacityBytes)} ({report.CapacityBytes} bytes)");
        console.MarkupLineInterpolated($"digest   {report.GuestDigest}");
    }
}

/// <summary>A line of progress on standard error, with <c>--json</c>.</summary>
/// <param name="GuestBytesDone">Bytes of the disk that are read, unallocated ones included.</param>
/// <param name="GuestBytesTotal">The disk's capacity in bytes.</param>
/// <param name="OutputBytes">Bytes of output so far.</param>
internal sealed record ProgressAnswer(long GuestBytesDone, long GuestBytesTotal, long OutputBytes)
{
    /// <summary>The line for how far a conversion has come.</summary>
    public static ProgressAnswer From(ConversionProgress progress) => new(progress.GuestBytesDone, progress.GuestBytesTotal, progress.OutputBytes);
}

/// <summary>What <c>migrator inspect --json</c> prints.</summary>
/// <param name="Format">In qemu-img's words.</param>
/// <param name="VirtualSizeBytes">The disk's capacity in bytes.</param>
/// <param name="FileSizeBytes">The file's length in bytes.</param>
/// <param name="Subformat">The format's variant, where there are several.</param>
/// <param name="ClusterSizeBytes">Bytes that the format allocates at a time.</param>
/// <param name="Compression">How blocks are compressed.</param>
/// <param name="SnapshotCount">Internal snapshots, which a conversion leaves behind.</param>
/// <param name="NativelyReadable">Whether <c>migrator convert</c> reads it itself.</param>
internal sealed record InspectionAnswer(string Format, long VirtualSizeBytes, long FileSizeBytes, string? Subformat, int? ClusterSizeBytes, string? Compression, int SnapshotCount, bool NativelyReadable)
{
    /// <summary>The answer for what an inspection found.</summary>
    public static InspectionAnswer From(ImageInfo info)
        => new(info.Format.ToQemuName(), info.VirtualSizeBytes, info.FileSizeBytes, info.Subformat, info.ClusterSizeBytes, info.Compression, info.SnapshotCount, info.IsNativelyReadable);
}
