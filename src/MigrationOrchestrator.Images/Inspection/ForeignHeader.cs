using System.Buffers.Binary;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Inspection;

/// <summary>
/// The headers of formats that only qemu-img reads: the size, and a refusal of what would make it open another file.
/// </summary>
internal static class ForeignHeader
{
    public static async ValueTask<ImageInfo> ReadAsync(IRangedSource source, ImageFormat format, CancellationToken cancellation) =>
        new(format, await SizeAsync(source, format, cancellation), source.Length);

    private static ValueTask<long> SizeAsync(IRangedSource source, ImageFormat format, CancellationToken cancellation) => format switch
    {
        ImageFormat.Vdi => VdiAsync(source, cancellation),
        ImageFormat.Qed => QedAsync(source, cancellation),
        ImageFormat.Vhdx => VhdxMetadata.ReadSizeAsync(source, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such header."),
    };

    /// <summary>VirtualBox: type 4 is a differencing disk; the size is at 0x170.</summary>
    private static async ValueTask<long> VdiAsync(IRangedSource source, CancellationToken cancellation)
    {
        const int differencing = 4;
        byte[] header = await source.ReadBytesAsync(0, 512, "header", cancellation);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(0x4C)) == differencing)
        {
            throw Parent("image type", "4 (differencing)");
        }

        return Size(BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(0x170)), "disk size");
    }

    /// <summary>QEMU enhanced disk: feature bit 0 names a backing file; the size is at 48.</summary>
    private static async ValueTask<long> QedAsync(IRangedSource source, CancellationToken cancellation)
    {
        const ulong backingFile = 1;
        byte[] header = await source.ReadBytesAsync(0, 64, "header", cancellation);
        if ((BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(16)) & backingFile) != 0)
        {
            throw Parent("features", "a backing file");
        }

        return Size(BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(48)), "image_size");
    }

    public static ImageException Parent(string field, string found) => new(
        ImageErrorCodes.BackingFile, field, found, "Merge the disk with its parent first: the parent would be read from this machine.");

    public static long Size(ulong bytes, string field)
    {
        ImageFault.CheckVirtualSize(field, bytes);
        return (long)bytes;
    }
}
