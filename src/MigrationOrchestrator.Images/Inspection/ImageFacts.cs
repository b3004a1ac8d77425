using MigrationOrchestrator.Images.Formats.Qcow2;
using MigrationOrchestrator.Images.Formats.Vhd;
using MigrationOrchestrator.Images.Formats.Vmdk;

namespace MigrationOrchestrator.Images.Inspection;

/// <summary>Reads what the header of each format says, with all checks of the reader that would open the image.</summary>
internal static class ImageFacts
{
    public static async ValueTask<ImageInfo> ReadAsync(IRangedSource source, ImageFormat format, IImagePackage? package, CancellationToken cancellation) =>
        format switch
        {
            ImageFormat.Qcow2 => await Qcow2Async(source, cancellation),
            ImageFormat.Vmdk => await VmdkAsync(source, package, cancellation),
            ImageFormat.Vhd => await VhdAsync(source, cancellation),
            ImageFormat.Raw => await PlainAsync(source, format, package, cancellation),
            _ => await ForeignHeader.ReadAsync(source, format, cancellation),
        };

    private static async ValueTask<ImageInfo> PlainAsync(IRangedSource source, ImageFormat format, IImagePackage? package, CancellationToken cancellation)
    {
        await using IDiskReader disk = await DiskImage.OpenAsync(source, format, package, cancellation);
        return new ImageInfo(format, disk.VirtualSizeBytes, source.Length);
    }

    private static async ValueTask<ImageInfo> Qcow2Async(IRangedSource source, CancellationToken cancellation)
    {
        Qcow2Header header = await Qcow2Header.ReadAsync(source, cancellation);
        return new ImageInfo(ImageFormat.Qcow2, header.VirtualSizeBytes, source.Length)
        {
            Subformat = $"version {header.Version}{(header.HasExtendedL2 ? ", extended L2" : "")}{(header.IsDirty ? ", dirty" : "")}",
            ClusterSizeBytes = header.ClusterBytes,
            Compression = header.Compression == Qcow2Compression.Zstd ? "zstd" : "zlib",
            SnapshotCount = (int)Math.Min(header.SnapshotCount, int.MaxValue),
        };
    }

    private static async ValueTask<ImageInfo> VmdkAsync(IRangedSource source, IImagePackage? package, CancellationToken cancellation)
    {
        if (await VmdkReader.IsSparseExtentAsync(source, cancellation))
        {
            VmdkFacts facts = await VmdkFacts.ReadAsync(source, cancellation);
            return new ImageInfo(ImageFormat.Vmdk, facts.Header.CapacityBytes, source.Length)
            {
                IsNativelyReadable = facts.Header.IsNativelyReadable,
                Subformat = facts.CreateType,
                ClusterSizeBytes = facts.Header.GrainBytes,
                Compression = facts.Header.IsCompressed ? "deflate" : null,
            };
        }

        ImageInfo info = await PlainAsync(source, ImageFormat.Vmdk, package, cancellation);
        VmdkDescriptor descriptor = await VmdkDescriptor.ReadAsync(source, 0, source.Length, cancellation);
        return info with
        {
            Subformat = ForeignText.Printable(descriptor.CreateType),
            ExtentNames = [.. descriptor.Extents.Where(extent => extent.FileName is not null).Select(extent => extent.FileName!)],
        };
    }

    private static async ValueTask<ImageInfo> VhdAsync(IRangedSource source, CancellationToken cancellation)
    {
        ImageInfo info = await PlainAsync(source, ImageFormat.Vhd, null, cancellation);
        VhdFooter footer = await VhdFooter.ReadAsync(source, cancellation);
        return footer.Type == VhdType.Fixed
            ? info with { Subformat = "fixed" }
            : info with { Subformat = "dynamic", ClusterSizeBytes = (await VhdDynamicHeader.ReadAsync(source, footer, cancellation)).BlockBytes };
    }
}
