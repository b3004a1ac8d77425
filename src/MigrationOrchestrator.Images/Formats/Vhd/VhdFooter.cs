using System.Buffers.Binary;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Vhd;

/// <summary>What a VHD's type field says.</summary>
internal enum VhdType : uint
{
    Fixed = 2,
    Dynamic = 3,
    Differencing = 4,
}

/// <summary>The 512 bytes that end every VHD, and that also start a dynamic one ("Virtual Hard Disk Image Format Specification" 1.0); big-endian.</summary>
/// <param name="SizeBytes">The disk's current size.</param>
/// <param name="Type">How content is stored.</param>
/// <param name="HeaderOffset">Where a dynamic disk's own header starts.</param>
internal sealed record VhdFooter(long SizeBytes, VhdType Type, long HeaderOffset)
{
    public const int Bytes = 512;
    public const int ChecksumOffset = 64;

    private const uint Version1 = 0x0001_0000;

    public static ReadOnlySpan<byte> Cookie => "conectix"u8;

    public static async ValueTask<VhdFooter> ReadAsync(IRangedSource source, CancellationToken cancellation)
    {
        source.Require(0, Bytes, "footer");
        byte[] copy = await source.ReadBytesAsync(0, Bytes, "footer", cancellation);
        if (copy.AsSpan().StartsWith(Cookie))
        {
            return Parse(copy);
        }

        return Parse(await source.ReadBytesAsync(source.Length - Bytes, Bytes, "footer", cancellation));
    }

    public static VhdFooter Parse(ReadOnlySpan<byte> footer)
    {
        if (!footer.StartsWith(Cookie))
        {
            throw ImageFault.Corrupt("footer.cookie", "no 'conectix'");
        }

        uint stored = BinaryPrimitives.ReadUInt32BigEndian(footer[ChecksumOffset..]);
        if (stored != Checksum(footer, ChecksumOffset))
        {
            throw ImageFault.Corrupt("footer.checksum", $"0x{stored:x8} instead of 0x{Checksum(footer, ChecksumOffset):x8}");
        }

        uint version = BinaryPrimitives.ReadUInt32BigEndian(footer[12..]);
        if (version != Version1)
        {
            throw ImageFault.Unsupported("footer.version", $"0x{version:x8}", "Convert the disk to VHD version 1.0.");
        }

        VhdType type = (VhdType)BinaryPrimitives.ReadUInt32BigEndian(footer[60..]);
        if (type == VhdType.Differencing)
        {
            throw new ImageException(
                ImageErrorCodes.BackingFile, "footer.diskType", "4 (differencing)",
                "Merge the disk with its parent first: the parent would be read from this machine.");
        }

        if (type is not (VhdType.Fixed or VhdType.Dynamic))
        {
            throw ImageFault.Unsupported("footer.diskType", $"{(uint)type}", "Known are 2 (fixed) and 3 (dynamic).");
        }

        ulong size = BinaryPrimitives.ReadUInt64BigEndian(footer[48..]);
        ImageFault.CheckVirtualSize("footer.currentSize", size);
        ulong header = BinaryPrimitives.ReadUInt64BigEndian(footer[16..]);
        return type == VhdType.Fixed || header <= long.MaxValue
            ? new VhdFooter((long)size, type, (long)(header & long.MaxValue))
            : throw ImageFault.Corrupt("footer.dataOffset", $"{header}");
    }

    /// <summary>Fills in a footer.</summary>
    /// <param name="footer">512 zeroed bytes.</param>
    /// <param name="sizeBytes">The disk's size, a multiple of 1 MiB as Azure demands.</param>
    /// <param name="type">How content is stored.</param>
    /// <param name="id">The disk's identity.</param>
    public static void Write(Span<byte> footer, long sizeBytes, VhdType type, Guid id)
    {
        Cookie.CopyTo(footer);
        BinaryPrimitives.WriteUInt32BigEndian(footer[8..], 2); // reserved, always set
        BinaryPrimitives.WriteUInt32BigEndian(footer[12..], Version1);
        BinaryPrimitives.WriteUInt64BigEndian(footer[16..], type == VhdType.Fixed ? ulong.MaxValue : Bytes);

        // Readers take the size from the geometry, which is coarser, unless the creator is known to write an exact size.
        "win "u8.CopyTo(footer[28..]);
        BinaryPrimitives.WriteUInt32BigEndian(footer[32..], 0x000A_0000);
        "Wi2k"u8.CopyTo(footer[36..]);
        BinaryPrimitives.WriteInt64BigEndian(footer[40..], sizeBytes);
        BinaryPrimitives.WriteInt64BigEndian(footer[48..], sizeBytes);
        (ushort cylinders, byte heads, byte sectors) = VhdGeometry.For(sizeBytes);
        BinaryPrimitives.WriteUInt16BigEndian(footer[56..], cylinders);
        footer[58] = heads;
        footer[59] = sectors;
        BinaryPrimitives.WriteUInt32BigEndian(footer[60..], (uint)type);
        id.TryWriteBytes(footer[68..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(footer[ChecksumOffset..], Checksum(footer[..Bytes], ChecksumOffset));
    }

    /// <summary>One's complement of the sum of all bytes but the checksum's own four.</summary>
    public static uint Checksum(ReadOnlySpan<byte> structure, int checksumOffset)
    {
        uint sum = 0u;
        for (int i = 0; i < structure.Length; i++)
        {
            sum += i >= checksumOffset && i < checksumOffset + sizeof(uint) ? 0u : structure[i];
        }

        return ~sum;
    }
}
