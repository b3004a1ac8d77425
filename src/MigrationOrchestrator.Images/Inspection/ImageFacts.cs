using MigrationOrchestrator.Images.Formats.Qcow2;
using MigrationOrchestrator.Images.Formats.Vhd;
using MigrationOrchestrator.Images.Formats.Vmdk;

namespace MigrationOrchestrator.Images.Inspection;

/// <summary>Reads what the header of each format says, with all checks of the reader that would open the image.</summary>
internal static class ImageFacts
{
    public static async ValueTask<ImageInfo> ReadAsync(IRangedSource source, ImageFormat format, IImagePackage? package, CancellationToken ct) =>
        format switch
        {
            ImageFormat.Qcow2 => await Qcow2Async(source, ct),
            ImageFormat.Vmdk => await VmdkAsync(source, package, ct),
            ImageFormat.Vhd => await VhdAsync(source, ct),
            ImageFormat.Raw => await PlainAsync(source, format, package, ct),
            _ => await ForeignHeader.ReadAsync(source, format, ct),
        };

    private static async ValueTask<ImageInfo> PlainAsync(IRangedSource source, ImageFormat format, IImagePackage? package, CancellationToken ct)
    {
        await using var disk = await DiskImage.OpenAsync(source, format, package, ct);
        return new ImageInfo(format, disk.VirtualSizeBytes, source.Length);
    }

    private static async ValueTask<ImageInfo> Qcow2Async(IRangedSource source, CancellationToken ct)
    {
        var header = await Qcow2Header.ReadAsync(source, ct);
        return new ImageInfo(ImageFormat.Qcow2, header.VirtualSizeBytes, source.Length)
        {
            Subformat = $"version {header.Version}{(header.HasExtendedL2 ? ", extended L2" : "")}{(header.IsDirty ? ", dirty" : "")}",
            ClusterSizeBytes = header.ClusterBytes,
            Compression = header.Compression == Qcow2Compression.Zstd ? "zstd" : "zlib",
            SnapshotCount = (int)Math.Min(header.SnapshotCount, int.MaxValue),
        };
    }

    private static async ValueTask<ImageInfo> VmdkAsync(IRangedSource source, IImagePackage? package, CancellationToken ct)
    {
        if (await VmdkReader.IsSparseExtentAsync(source, ct))
        {
            var facts = await VmdkFacts.ReadAsync(source, ct);
            return new ImageInfo(ImageFormat.Vmdk, facts.Header.CapacityBytes, source.Length)
            {
                IsNativelyReadable = facts.Header.IsNativelyReadable,
                Subformat = facts.CreateType,
                ClusterSizeBytes = facts.Header.GrainBytes,
                Compression = facts.Header.IsCompressed ? "deflate" : null,
            };
        }

        var info = await PlainAsync(source, ImageFormat.Vmdk, package, ct);
        var descriptor = await VmdkDescriptor.ReadAsync(source, 0, source.Length, ct);
        return info with
        {
            Subformat = ForeignText.Printable(descriptor.CreateType),
            ExtentNames = [.. descriptor.Extents.Where(extent => extent.FileName is not null).Select(extent => extent.FileName!)],
        };
    }

    private static async ValueTask<ImageInfo> VhdAsync(IRangedSource source, CancellationToken ct)
    {
        var info = await PlainAsync(source, ImageFormat.Vhd, null, ct);
        var footer = await VhdFooter.ReadAsync(source, ct);
        return footer.Type == VhdType.Fixed
            ? info with { Subformat = "fixed" }
            : info with { Subformat = "dynamic", ClusterSizeBytes = (await VhdDynamicHeader.ReadAsync(source, footer, ct)).BlockBytes };
    }
}
