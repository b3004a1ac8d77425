using System.Buffers.Binary;
using MigrationOrchestrator.Images.Compression;
using MigrationOrchestrator.Images.Conversion;

namespace MigrationOrchestrator.Images.Formats.Qcow2;

/// <summary>
/// Lays out a qcow2 version 3 image from front to back: clusters as they come, each L2 table after the 512 MiB that it
/// maps, reference count blocks once nothing that they count can change, and last the head with header, reference count
/// table and L1 table.
/// </summary>
internal sealed class Qcow2Writer : IImageWriter
{
    public const int ClusterBits = 16;
    public const int ClusterBytes = 1 << ClusterBits;

    private const int ClustersPerSlice = Slice.Bytes / ClusterBytes;
    private const int L2Entries = ClusterBytes / sizeof(ulong);
    private const long L2Span = (long)L2Entries * ClusterBytes;
    private const ulong CopiedFlag = 1UL << 63;
    private const ulong CompressedFlag = 1UL << 62;
    private const int CompressedOffsetBits = 62 - (ClusterBits - 8);

    private readonly bool _isCompressed;
    private readonly ulong[] _l1;
    private readonly ulong[] _l2 = new ulong[L2Entries];
    private readonly Qcow2RefcountLayout _refcounts;
    private bool _l2HasEntries;

    public Qcow2Writer(long virtualSizeBytes, bool isCompressed)
    {
        _isCompressed = isCompressed;
        CapacityBytes = (virtualSizeBytes + 511) / 512 * 512;
        _l1 = new ulong[(CapacityBytes - 1) / L2Span + 1];
        _refcounts = new Qcow2RefcountLayout(CapacityBytes);
        HeadBytes = (1 + _refcounts.TableClusters + L1Clusters) * ClusterBytes;
    }

    public long CapacityBytes { get; }

    public BlockEncoding? Compression => _isCompressed ? BlockEncoding.Deflate : null;

    public int MaxEncodedBytes => _isCompressed ? Slice.Bytes : 0;

    /// <summary>Clusters, the padding before and between them, an L2 table and a few reference count blocks.</summary>
    public int MaxUnitBytes => ImageConverter.UnitBytes + 8 * ClusterBytes;

    public int HeadBytes { get; }

    private int L1Clusters => (_l1.Length * sizeof(ulong) + ClusterBytes - 1) / ClusterBytes;

    public void Begin(PieceBuffer output) => _refcounts.Count(0, HeadBytes);

    public void Encode(Slice slice, IBlockCompressor? compressor)
    {
        for (var index = 0; index < ClustersPerSlice; index++)
        {
            var cluster = slice.Content.AsSpan(index * ClusterBytes, ClusterBytes);
            if (Zeros.All(cluster))
            {
                continue;
            }

            // A cluster that does not become smaller is stored as it is.
            var target = slice.Encoded.AsSpan(slice.EncodedLength);
            var length = compressor?.Compress(cluster, target[..Math.Min(target.Length, ClusterBytes - 1)]) ?? 0;
            slice.Blocks.Add(new EncodedBlock(index, slice.EncodedLength, length));
            slice.EncodedLength += length;
        }
    }

    public void Append(Slice slice, PieceBuffer output)
    {
        var first = (int)(slice.GuestOffset % L2Span / ClusterBytes);
        foreach (var block in slice.Blocks)
        {
            _l2[first + block.Index] = block.Length > 0
                ? AppendCompressed(slice.Encoded.AsSpan(block.Start, block.Length), output)
                : AppendCluster(slice.Content.AsSpan(block.Index * ClusterBytes, ClusterBytes), output);
            _l2HasEntries = true;
        }
    }

    public void AppendZeros(long guestOffset, int length, PieceBuffer output)
    {
        // A cluster that is not in the table reads as zeros.
    }

    public void EndUnit(long guestOffset, PieceBuffer output)
    {
        output.AlignTo(ClusterBytes);
        if (_l2HasEntries && (guestOffset % L2Span == 0 || guestOffset >= CapacityBytes))
        {
            _l1[(guestOffset - 1) / L2Span] = AppendTable(_l2, output);
            Array.Clear(_l2);
            _l2HasEntries = false;
        }

        _refcounts.AppendComplete(output);
    }

    public void Finish(PieceBuffer output) => _refcounts.AppendAll(output);

    public void WriteHead(Span<byte> head, GuestDigest content)
    {
        const int headerBytes = 104;
        BinaryPrimitives.WriteUInt32BigEndian(head, Qcow2Header.Magic);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], 3);
        BinaryPrimitives.WriteInt32BigEndian(head[20..], ClusterBits);
        BinaryPrimitives.WriteInt64BigEndian(head[24..], CapacityBytes);
        BinaryPrimitives.WriteInt32BigEndian(head[36..], _l1.Length);
        BinaryPrimitives.WriteInt64BigEndian(head[40..], (1L + _refcounts.TableClusters) * ClusterBytes);
        BinaryPrimitives.WriteInt64BigEndian(head[48..], ClusterBytes);
        BinaryPrimitives.WriteInt32BigEndian(head[56..], _refcounts.TableClusters);
        BinaryPrimitives.WriteInt32BigEndian(head[96..], Qcow2RefcountLayout.RefcountOrder);
        BinaryPrimitives.WriteInt32BigEndian(head[100..], headerBytes);
        _refcounts.WriteTable(head[ClusterBytes..]);
        WriteEntries(_l1, head[((1 + _refcounts.TableClusters) * ClusterBytes)..]);
    }

    public void Save(BinaryWriter state)
    {
        WriteAll(state, _l1);
        WriteAll(state, _l2);
        state.Write(_l2HasEntries);
        _refcounts.Save(state);
    }

    public void Restore(BinaryReader state)
    {
        ReadAll(state, _l1);
        ReadAll(state, _l2);
        _l2HasEntries = state.ReadBoolean();
        _refcounts.Restore(state);
    }

    private ulong AppendCluster(ReadOnlySpan<byte> cluster, PieceBuffer output)
    {
        output.AlignTo(ClusterBytes);
        var offset = output.Position;
        output.Append(cluster);
        _refcounts.Count(offset, ClusterBytes);
        return (ulong)offset | CopiedFlag;
    }

    private ulong AppendCompressed(ReadOnlySpan<byte> data, PieceBuffer output)
    {
        var offset = output.Position;
        output.Append(data);
        _refcounts.Count(offset, data.Length);
        var furtherSectors = ((offset + data.Length - 1) >> 9) - (offset >> 9);
        return CompressedFlag | (ulong)furtherSectors << CompressedOffsetBits | (ulong)offset;
    }

    private ulong AppendTable(ulong[] entries, PieceBuffer output)
    {
        var offset = output.Position;
        WriteEntries(entries, output.AppendZeros(ClusterBytes));
        _refcounts.Count(offset, ClusterBytes);
        return (ulong)offset | CopiedFlag;
    }

    private static void WriteEntries(ulong[] entries, Span<byte> target)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(target[(i * sizeof(ulong))..], entries[i]);
        }
    }

    private static void WriteAll(BinaryWriter state, ulong[] entries)
    {
        foreach (var entry in entries)
        {
            state.Write(entry);
        }
    }

    private static void ReadAll(BinaryReader state, ulong[] entries)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = state.ReadUInt64();
        }
    }
}
