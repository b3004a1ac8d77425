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

    private readonly bool isCompressed;
    private readonly ulong[] l1;
    private readonly ulong[] l2 = new ulong[L2Entries];
    private readonly Qcow2RefcountLayout refcounts;
    private bool l2HasEntries;

    public Qcow2Writer(long virtualSizeBytes, bool isCompressed)
    {
        this.isCompressed = isCompressed;
        CapacityBytes = (virtualSizeBytes + 511) / 512 * 512;
        l1 = new ulong[(CapacityBytes - 1) / L2Span + 1];
        refcounts = new Qcow2RefcountLayout(CapacityBytes);
        HeadBytes = (1 + refcounts.TableClusters + L1Clusters) * ClusterBytes;
    }

    public long CapacityBytes { get; }

    public BlockEncoding? Compression => isCompressed ? BlockEncoding.Deflate : null;

    public int MaxEncodedBytes => isCompressed ? Slice.Bytes : 0;

    /// <summary>Clusters, the padding before and between them, an L2 table and a few reference count blocks.</summary>
    public int MaxUnitBytes => ImageConverter.UnitBytes + 8 * ClusterBytes;

    public int HeadBytes { get; }

    private int L1Clusters => (l1.Length * sizeof(ulong) + ClusterBytes - 1) / ClusterBytes;

    public void Begin(PieceBuffer output) => refcounts.Count(0, HeadBytes);

    public void Encode(Slice slice, IBlockCompressor? compressor)
    {
        for (int index = 0; index < ClustersPerSlice; index++)
        {
            Span<byte> cluster = slice.Content.AsSpan(index * ClusterBytes, ClusterBytes);
            if (Zeros.All(cluster))
            {
                continue;
            }

            // A cluster that does not become smaller is stored as it is.
            Span<byte> target = slice.Encoded.AsSpan(slice.EncodedLength);
            int length = compressor?.Compress(cluster, target[..Math.Min(target.Length, ClusterBytes - 1)]) ?? 0;
            slice.Blocks.Add(new EncodedBlock(index, slice.EncodedLength, length));
            slice.EncodedLength += length;
        }
    }

    public void Append(Slice slice, PieceBuffer output)
    {
        int first = (int)(slice.GuestOffset % L2Span / ClusterBytes);
        foreach (EncodedBlock block in slice.Blocks)
        {
            l2[first + block.Index] = block.Length > 0
                ? AppendCompressed(slice.Encoded.AsSpan(block.Start, block.Length), output)
                : AppendCluster(slice.Content.AsSpan(block.Index * ClusterBytes, ClusterBytes), output);
            l2HasEntries = true;
        }
    }

    public void AppendZeros(long guestOffset, int length, PieceBuffer output)
    {
        // A cluster that is not in the table reads as zeros.
    }

    public void EndUnit(long guestOffset, PieceBuffer output)
    {
        output.AlignTo(ClusterBytes);
        if (l2HasEntries && (guestOffset % L2Span == 0 || guestOffset >= CapacityBytes))
        {
            l1[(guestOffset - 1) / L2Span] = AppendTable(l2, output);
            Array.Clear(l2);
            l2HasEntries = false;
        }

        refcounts.AppendComplete(output);
    }

    public void Finish(PieceBuffer output) => refcounts.AppendAll(output);

    public void WriteHead(Span<byte> head, GuestDigest content)
    {
        const int headerBytes = 104;
        BinaryPrimitives.WriteUInt32BigEndian(head, Qcow2Header.Magic);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], 3);
        BinaryPrimitives.WriteInt32BigEndian(head[20..], ClusterBits);
        BinaryPrimitives.WriteInt64BigEndian(head[24..], CapacityBytes);
        BinaryPrimitives.WriteInt32BigEndian(head[36..], l1.Length);
        BinaryPrimitives.WriteInt64BigEndian(head[40..], (1L + refcounts.TableClusters) * ClusterBytes);
        BinaryPrimitives.WriteInt64BigEndian(head[48..], ClusterBytes);
        BinaryPrimitives.WriteInt32BigEndian(head[56..], refcounts.TableClusters);
        BinaryPrimitives.WriteInt32BigEndian(head[96..], Qcow2RefcountLayout.RefcountOrder);
        BinaryPrimitives.WriteInt32BigEndian(head[100..], headerBytes);
        refcounts.WriteTable(head[ClusterBytes..]);
        WriteEntries(l1, head[((1 + refcounts.TableClusters) * ClusterBytes)..]);
    }

    public void Save(BinaryWriter state)
    {
        WriteAll(state, l1);
        WriteAll(state, l2);
        state.Write(l2HasEntries);
        refcounts.Save(state);
    }

    public void Restore(BinaryReader state)
    {
        ReadAll(state, l1);
        ReadAll(state, l2);
        l2HasEntries = state.ReadBoolean();
        refcounts.Restore(state);
    }

    private ulong AppendCluster(ReadOnlySpan<byte> cluster, PieceBuffer output)
    {
        output.AlignTo(ClusterBytes);
        long offset = output.Position;
        output.Append(cluster);
        refcounts.Count(offset, ClusterBytes);
        return (ulong)offset | CopiedFlag;
    }

    private ulong AppendCompressed(ReadOnlySpan<byte> data, PieceBuffer output)
    {
        long offset = output.Position;
        output.Append(data);
        refcounts.Count(offset, data.Length);
        long furtherSectors = ((offset + data.Length - 1) >> 9) - (offset >> 9);
        return CompressedFlag | (ulong)furtherSectors << CompressedOffsetBits | (ulong)offset;
    }

    private ulong AppendTable(ulong[] entries, PieceBuffer output)
    {
        long offset = output.Position;
        WriteEntries(entries, output.AppendZeros(ClusterBytes));
        refcounts.Count(offset, ClusterBytes);
        return (ulong)offset | CopiedFlag;
    }

    private static void WriteEntries(ulong[] entries, Span<byte> target)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(target[(i * sizeof(ulong))..], entries[i]);
        }
    }

    private static void WriteAll(BinaryWriter state, ulong[] entries)
    {
        foreach (ulong entry in entries)
        {
            state.Write(entry);
        }
    }

    private static void ReadAll(BinaryReader state, ulong[] entries)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = state.ReadUInt64();
        }
    }
}
