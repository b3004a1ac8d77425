using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Cli.Images;

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
