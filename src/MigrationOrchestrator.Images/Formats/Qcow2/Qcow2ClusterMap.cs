using System.Numerics;
using MigrationOrchestrator.Images.Compression;
using MigrationOrchestrator.Images.Reading;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Qcow2;

/// <summary>Looks guest offsets up in the two levels of tables, one entry at a time.</summary>
internal sealed class Qcow2ClusterMap(IRangedSource source, Qcow2Header header)
{
    private const ulong OffsetMask = 0x00FF_FFFF_FFFF_FE00; // bits 9 to 55
    private const ulong CompressedFlag = 1UL << 62;
    private const ulong ZeroFlag = 1;
    private const int SubclusterCount = 32;

    private readonly MetadataCache tables = new(source, MetadataCache.CreatePages());
    private readonly MappedContent mapped = new(source, header.L1Entries, header.ClusterBytes);

    /// <summary>The mapping that starts at a guest offset and reaches at most to the end of its cluster, or of its unallocated table.</summary>
    public async ValueTask<Qcow2Mapping> MapAsync(long guestOffset, CancellationToken cancellation)
    {
        long table = guestOffset / header.L2Span;
        ulong l1 = await tables.UInt64BigEndianAsync(header.L1Offset + table * 8, "L1 table", cancellation);
        long l2Offset = (long)(l1 & OffsetMask);
        if (l2Offset == 0)
        {
            return Clip(guestOffset, new(ExtentKind.Unallocated, header.L2Span - guestOffset % header.L2Span));
        }

        if (l2Offset % header.ClusterBytes != 0)
        {
            throw ImageFault.Corrupt("L1 table", $"entry {table} with offset {l2Offset}, which is not on a cluster boundary");
        }

        if (!mapped.Has(table))
        {
            mapped.Add(table, await BytesInFileAsync(table, l2Offset, cancellation), "L2 table");
        }

        int inCluster = (int)(guestOffset & (header.ClusterBytes - 1));
        long index = guestOffset % header.L2Span >> header.ClusterBits;
        long entryOffset = l2Offset + index * header.L2EntryBytes;
        ulong entry = await tables.UInt64BigEndianAsync(entryOffset, "L2 table", cancellation);
        if ((entry & CompressedFlag) != 0)
        {
            return Clip(guestOffset, Compressed(entry, inCluster));
        }

        long hostOffset = (long)(entry & OffsetMask);
        if (hostOffset % header.ClusterBytes != 0)
        {
            throw ImageFault.Corrupt("L2 table", $"data offset {hostOffset}, which is not on a cluster boundary");
        }

        if (header.HasExtendedL2)
        {
            ulong bitmap = await tables.UInt64BigEndianAsync(entryOffset + 8, "L2 table", cancellation);
            return Clip(guestOffset, Subcluster(hostOffset, bitmap, inCluster));
        }

        ExtentKind kind = header.Version >= 3 && (entry & ZeroFlag) != 0 ? ExtentKind.Zero
            : hostOffset == 0 ? ExtentKind.Unallocated
            : ExtentKind.Data;
        return Clip(guestOffset, new(kind, header.ClusterBytes - inCluster, kind == ExtentKind.Data ? hostOffset + inCluster : 0));
    }

    /// <summary>The least that an L2 table and what it maps take in the file.</summary>
    private async ValueTask<long> BytesInFileAsync(long table, long l2Offset, CancellationToken cancellation)
    {
        int smallest = SmallestBlock.Bytes(header.ClusterEncoding, header.ClusterBytes);
        long span = Math.Min(header.L2Span, header.VirtualSizeBytes - table * header.L2Span);
        long entries = (span - 1) / header.ClusterBytes + 1;
        long bytes = header.ClusterBytes;
        for (long offset = l2Offset; entries > 0; entries--, offset += header.L2EntryBytes)
        {
            ulong entry = await tables.UInt64BigEndianAsync(offset, "L2 table", cancellation);
            bool holdsZeros = header.Version >= 3 && !header.HasExtendedL2 && (entry & ZeroFlag) != 0;
            bool isCompressed = (entry & CompressedFlag) != 0;
            long hostOffset = isCompressed || holdsZeros ? 0 : (long)(entry & OffsetMask);
            if (hostOffset >= source.Length && !header.HasExtendedL2)
            {
                // Told before the sum of all of them is: a file that was cut off maps more than it holds, too.
                throw ImageFault.Truncated("L2 table", hostOffset, header.ClusterBytes, source.Length);
            }

            bytes += isCompressed ? smallest : hostOffset == 0 ? 0 : header.ClusterBytes;
        }

        return bytes;
    }

    private Qcow2Mapping Compressed(ulong entry, int inCluster)
    {
        // Bits below x are a byte offset, bits from x to 61 count the further 512-byte sectors that the data touches.
        int x = 62 - (header.ClusterBits - 8);
        long offset = (long)(entry & ((1UL << x) - 1));
        int sectors = (int)((entry & (CompressedFlag - 1)) >> x);
        long length = (sectors + 1) * 512L - (offset & 511);
        if (offset >= source.Length || offset == 0)
        {
            throw ImageFault.Truncated("L2 table", offset, length, source.Length);
        }

        // The last sector of a file is not always written to its end.
        length = Math.Min(length, source.Length - offset);
        return new(ExtentKind.Data, header.ClusterBytes - inCluster, offset, (int)length);
    }

    /// <summary>Extended L2: the low half of the bitmap marks allocated subclusters, the high half those that read as zeros.</summary>
    private Qcow2Mapping Subcluster(long hostOffset, ulong bitmap, int inCluster)
    {
        int subclusterBytes = header.ClusterBytes / SubclusterCount;
        int index = inCluster / subclusterBytes;
        uint allocated = (uint)bitmap >> index;
        uint zeros = (uint)(bitmap >> 32) >> index;
        if ((allocated & zeros) != 0)
        {
            throw ImageFault.Corrupt("L2 table", $"subclusters 0x{allocated & zeros:x} both allocated and zero");
        }

        (ExtentKind kind, int run) = (zeros & 1) != 0 ? (ExtentKind.Zero, BitOperations.TrailingZeroCount(~zeros))
            : (allocated & 1) != 0 ? (ExtentKind.Data, BitOperations.TrailingZeroCount(~allocated))
            : (ExtentKind.Unallocated, BitOperations.TrailingZeroCount(allocated | zeros));
        if (kind == ExtentKind.Data && hostOffset == 0)
        {
            throw ImageFault.Corrupt("L2 table", "an allocated subcluster without a cluster");
        }

        long end = Math.Min(index + run, SubclusterCount) * (long)subclusterBytes;
        return new(kind, end - inCluster, kind == ExtentKind.Data ? hostOffset + inCluster : 0);
    }

    private Qcow2Mapping Clip(long guestOffset, Qcow2Mapping mapping) =>
        mapping with { LengthBytes = Math.Min(mapping.LengthBytes, header.VirtualSizeBytes - guestOffset) };
}
