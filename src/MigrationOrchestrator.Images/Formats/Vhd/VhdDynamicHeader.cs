using System.Buffers.Binary;
using System.Numerics;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Vhd;

/// <summary>The header of a dynamic VHD: where its block allocation table (BAT) is and how large a block is.</summary>
internal sealed record VhdDynamicHeader(long TableOffset, int BlockBytes)
{
    public const int Bytes = 1024;
    public const uint UnusedBlock = uint.MaxValue;
    public const int SectorBytes = 512;

    /// <summary>The specification's block size, which the writer uses too.</summary>
    public const int DefaultBlockBytes = 2 << 20;

    private const int ChecksumOffset = 36;
    private const uint Version1 = 0x0001_0000;
    private const uint MaxBlockBytes = 256 << 20;

    /// <summary>Each block starts with a bitmap of its sectors, in whole sectors.</summary>
    public int BitmapBytes => (BlockBytes / SectorBytes / 8 + SectorBytes - 1) / SectorBytes * SectorBytes;

    /// <summary>Number of blocks of a disk.</summary>
    public long BlocksOf(long sizeBytes) => (sizeBytes - 1) / BlockBytes + 1;

    public static async ValueTask<VhdDynamicHeader> ReadAsync(IRangedSource source, VhdFooter footer, CancellationToken cancellation)
    {
        byte[] header = await source.ReadBytesAsync(footer.HeaderOffset, Bytes, "footer.dataOffset", cancellation);
        if (!header.AsSpan().StartsWith("cxsparse"u8))
        {
            throw ImageFault.Corrupt("dynamic header.cookie", "no 'cxsparse'");
        }

        uint stored = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(ChecksumOffset));
        if (stored != VhdFooter.Checksum(header, ChecksumOffset))
        {
            throw ImageFault.Corrupt("dynamic header.checksum", $"0x{stored:x8}");
        }

        uint blockBytes = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(32));
        if (blockBytes is < SectorBytes or > MaxBlockBytes || !BitOperations.IsPow2(blockBytes))
        {
            throw ImageFault.Corrupt("dynamic header.blockSize", $"{blockBytes} (a power of two from 512 bytes to 256 MiB is allowed)");
        }

        uint entries = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(28));
        long needed = (footer.SizeBytes - 1) / blockBytes + 1;
        if (entries < needed)
        {
            throw ImageFault.Corrupt("dynamic header.maxTableEntries", $"{entries} where the size needs {needed}");
        }

        ulong table = BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(16));
        if (table > long.MaxValue / 2)
        {
            throw ImageFault.Corrupt("dynamic header.tableOffset", $"{table}");
        }

        source.Require((long)table, needed * sizeof(uint), "dynamic header.tableOffset");
        return new VhdDynamicHeader((long)table, (int)blockBytes);
    }

    /// <summary>Fills in a header for blocks of 2 MiB whose table follows it.</summary>
    /// <param name="header">1024 zeroed bytes.</param>
    /// <param name="tableOffset">File offset of the table.</param>
    /// <param name="tableEntries">Number of blocks.</param>
    public static void Write(Span<byte> header, long tableOffset, int tableEntries)
    {
        "cxsparse"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt64BigEndian(header[8..], ulong.MaxValue);
        BinaryPrimitives.WriteInt64BigEndian(header[16..], tableOffset);
        BinaryPrimitives.WriteUInt32BigEndian(header[24..], Version1);
        BinaryPrimitives.WriteInt32BigEndian(header[28..], tableEntries);
        BinaryPrimitives.WriteInt32BigEndian(header[32..], DefaultBlockBytes);
        BinaryPrimitives.WriteUInt32BigEndian(header[ChecksumOffset..], VhdFooter.Checksum(header[..Bytes], ChecksumOffset));
    }
}
