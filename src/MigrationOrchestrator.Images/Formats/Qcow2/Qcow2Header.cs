using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using MigrationOrchestrator.Images.Compression;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Qcow2;

/// <summary>
/// The header of a qcow2 image, checked: field names are those of QEMU's docs/interop/qcow2.txt, all numbers big-endian.
/// </summary>
internal sealed record Qcow2Header(
    uint Version,
    int ClusterBits,
    long VirtualSizeBytes,
    int L1Entries,
    long L1Offset,
    uint SnapshotCount,
    ulong IncompatibleFeatures,
    Qcow2Compression Compression)
{
    public const uint Magic = 0x514649FB; // "QFI\xfb"

    private const int Version2Bytes = 72;
    private const int Version3Bytes = 104;
    private const int MaxL1Entries = (32 << 20) / 8; // QEMU's own limit

    public int ClusterBytes => 1 << ClusterBits;

    public bool HasExtendedL2 => (IncompatibleFeatures & Qcow2Features.ExtendedL2) != 0;

    public bool IsDirty => (IncompatibleFeatures & Qcow2Features.Dirty) != 0;

    public BlockEncoding ClusterEncoding => Compression == Qcow2Compression.Zstd ? BlockEncoding.Zstd : BlockEncoding.Deflate;

    /// <summary>Bytes of one L2 entry: an extended one carries a bitmap of its 32 subclusters.</summary>
    public int L2EntryBytes => HasExtendedL2 ? 16 : 8;

    /// <summary>Guest bytes that one L2 table, which fills one cluster, maps.</summary>
    public long L2Span => (long)(ClusterBytes / L2EntryBytes) << ClusterBits;

    public static async ValueTask<Qcow2Header> ReadAsync(IRangedSource source, CancellationToken cancellation)
    {
        byte[] head = await source.ReadBytesAsync(0, (int)Math.Min(source.Length, Version3Bytes + 8), "header", cancellation);
        source.Require(0, Version2Bytes, "header");
        if (BinaryPrimitives.ReadUInt32BigEndian(head) != Magic)
        {
            throw ImageFault.Corrupt("magic", $"0x{BinaryPrimitives.ReadUInt32BigEndian(head):x8} instead of 'QFI\\xfb'");
        }

        uint version = UInt32(head, 4);
        if (version is not (2 or 3))
        {
            throw ImageFault.Unsupported("version", $"{version}", "Convert the image to qcow2 version 2 or 3 with qemu-img.");
        }

        if (version == 3)
        {
            source.Require(0, Version3Bytes, "header");
        }

        uint clusterBits = UInt32(head, 20);
        if (clusterBits is < 9 or > 21)
        {
            throw ImageFault.Corrupt("cluster_bits", $"{clusterBits} (allowed are 9 to 21)");
        }

        ulong features = version == 3 ? UInt64(head, 72) : 0;
        uint headerLength = version == 3 ? UInt32(head, 100) : Version2Bytes;
        if (headerLength < (version == 3 ? Version3Bytes : Version2Bytes) || headerLength > 1u << (int)clusterBits || headerLength % 8 != 0)
        {
            throw ImageFault.Corrupt("header_length", $"{headerLength}");
        }

        source.Require(0, headerLength, "header_length");
        Qcow2HeaderExtensions extensions = await Qcow2HeaderExtensions.ReadAsync(source, headerLength, 1 << (int)clusterBits, cancellation);
        await RefuseForeignContentAsync(source, head, features, extensions, cancellation);
        RefuseUnknownFeatures(features, extensions);
        Qcow2Compression compression = Compressions(headerLength > Version3Bytes ? head[Version3Bytes] : (byte)0, (features & Qcow2Features.CompressionType) != 0);
        ulong size = UInt64(head, 24);
        ImageFault.CheckVirtualSize("size", size);
        Qcow2Header header = new(
            version, (int)clusterBits, (long)size, 0, 0, UInt32(head, 60), features, compression);
        return header.WithL1(source, UInt32(head, 36), UInt64(head, 40));
    }

    /// <summary>The type and the feature bit that announces it must agree, or a reader that knows one of them only decompresses garbage.</summary>
    private static Qcow2Compression Compressions(byte type, bool isAnnounced) => (type, isAnnounced) switch
    {
        (0, false) => Qcow2Compression.Zlib,
        (1, true) => Qcow2Compression.Zstd,
        (0 or 1, _) => throw ImageFault.Corrupt("compression_type", $"{type} with the incompatible feature bit {(isAnnounced ? "set" : "clear")}"),
        _ => throw ImageFault.Unsupported("compression_type", $"{type}", "Known are 0 (zlib) and 1 (zstd): convert the image with a newer qemu-img."),
    };

    private static async ValueTask RefuseForeignContentAsync(
        IRangedSource source, byte[] head, ulong features, Qcow2HeaderExtensions extensions, CancellationToken cancellation)
    {
        ulong backingOffset = UInt64(head, 8);
        if (backingOffset != 0)
        {
            int length = (int)Math.Min(UInt32(head, 16), 1023); // the format's limit for the name
            bool readable = backingOffset < (ulong)source.Length && length <= source.Length - (long)backingOffset;
            string name = readable
                ? Encoding.UTF8.GetString(await source.ReadBytesAsync((long)backingOffset, length, "backing_file_offset", cancellation))
                : "unreadable";
            throw new ImageException(
                ImageErrorCodes.BackingFile, "backing_file_offset", $"backing file '{ForeignText.Printable(name)}'",
                "Flatten the image (qemu-img convert or rebase) and try again: a backing file would be read from this machine.");
        }

        if ((features & Qcow2Features.ExternalDataFile) != 0)
        {
            throw new ImageException(
                ImageErrorCodes.DataFile, "incompatible_features", $"external data file '{ForeignText.Printable(extensions.DataFile ?? "not named")}'",
                "Convert the image to one file with qemu-img: a data file would be read from this machine.");
        }

        uint crypt = UInt32(head, 32);
        if (crypt != 0)
        {
            throw new ImageException(
                ImageErrorCodes.Encrypted, "crypt_method", crypt == 2 ? "2 (LUKS)" : $"{crypt}",
                "Decrypt the image with qemu-img convert first.");
        }
    }

    private static void RefuseUnknownFeatures(ulong features, Qcow2HeaderExtensions extensions)
    {
        if ((features & Qcow2Features.Corrupt) != 0)
        {
            throw ImageFault.Corrupt("incompatible_features", "the corrupt bit");
        }

        ulong unknown = features & ~Qcow2Features.Supported;
        if (unknown != 0)
        {
            int bit = BitOperations.TrailingZeroCount(unknown);
            string name = extensions.IncompatibleFeatureNames.GetValueOrDefault(bit, "unnamed");
            throw ImageFault.Unsupported(
                "incompatible_features", $"unknown bit {bit} ('{ForeignText.Printable(name)}')", "Convert the image with the qemu-img that made it.");
        }
    }

    private Qcow2Header WithL1(IRangedSource source, uint entries, ulong offset)
    {
        if (HasExtendedL2 && ClusterBits < 14)
        {
            throw ImageFault.Corrupt("cluster_bits", $"{ClusterBits} with extended L2 entries (allowed are 14 to 21)");
        }

        long needed = (VirtualSizeBytes - 1) / L2Span + 1;
        if (entries < needed)
        {
            throw ImageFault.Corrupt("l1_size", $"{entries} entries where the size needs {needed}");
        }

        if (needed > MaxL1Entries)
        {
            throw ImageFault.TooLarge("l1_size", $"{needed} entries", $"{MaxL1Entries} entries");
        }

        if (offset % (ulong)ClusterBytes != 0 || offset == 0 || offset > long.MaxValue)
        {
            throw ImageFault.Corrupt("l1_table_offset", $"{offset}, which is not on a cluster boundary");
        }

        source.Require((long)offset, needed * 8, "l1_table_offset");
        return this with { L1Entries = (int)needed, L1Offset = (long)offset };
    }

    private static uint UInt32(byte[] head, int offset) => BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(offset));

    private static ulong UInt64(byte[] head, int offset) => BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(offset));
}
