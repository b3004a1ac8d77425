using System.Buffers.Binary;
using MigrationOrchestrator.Images.Conversion;

namespace MigrationOrchestrator.Images.Formats.Qcow2;

/// <summary>
/// Counts how often each cluster of the file is used, and lays the counts out: only blocks that can still change are in memory.
/// </summary>
internal sealed class Qcow2RefcountLayout
{
    /// <summary>Counts of 2^4 = 16 bits.</summary>
    public const int RefcountOrder = 4;

    private const int ClusterBytes = Qcow2Writer.ClusterBytes;
    private const int CountsPerBlock = ClusterBytes / sizeof(ushort);
    private const long BlockSpan = (long)CountsPerBlock * ClusterBytes;
    private const int EntriesPerTableCluster = ClusterBytes / sizeof(ulong);

    private readonly ulong[] table;
    private readonly SortedDictionary<long, ushort[]> open = [];

    public Qcow2RefcountLayout(long capacityBytes)
    {
        // Tables and padding add far less than a 64th to the content; a table cluster serves 16 TiB.
        long mostBlocks = (capacityBytes + capacityBytes / 64) / BlockSpan + 2;
        TableClusters = (int)((mostBlocks - 1) / EntriesPerTableCluster + 1);
        table = new ulong[TableClusters * EntriesPerTableCluster];
    }

    /// <summary>Length of the table in clusters.</summary>
    public int TableClusters { get; }

    /// <summary>Counts one use of each cluster that a range touches.</summary>
    public void Count(long offset, long length)
    {
        for (long cluster = offset / ClusterBytes; cluster <= (offset + length - 1) / ClusterBytes; cluster++)
        {
            (long block, long index) = Math.DivRem(cluster, CountsPerBlock);
            if (!open.TryGetValue(block, out ushort[]? counts))
            {
                open[block] = counts = new ushort[CountsPerBlock];
            }

            counts[index]++;
        }
    }

    /// <summary>Appends the blocks whose whole range is written; the output is at a cluster boundary.</summary>
    public void AppendComplete(PieceBuffer output)
    {
        while (open.Count > 0 && open.Keys.First() is var first && (first + 1) * BlockSpan <= output.Position)
        {
            AppendBlock(first, output);
        }
    }

    /// <summary>Appends all blocks, which count themselves too.</summary>
    public void AppendAll(PieceBuffer output)
    {
        while (open.Count > 0)
        {
            AppendBlock(open.Keys.First(), output);
        }
    }

    /// <summary>Writes the table of blocks.</summary>
    public void WriteTable(Span<byte> target)
    {
        for (int i = 0; i < table.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(target[(i * sizeof(ulong))..], table[i]);
        }
    }

    public void Save(BinaryWriter state)
    {
        foreach (ulong entry in table)
        {
            state.Write(entry);
        }

        state.Write(open.Count);
        foreach ((long block, ushort[]? counts) in open)
        {
            state.Write(block);
            foreach (ushort count in counts)
            {
                state.Write(count);
            }
        }
    }

    public void Restore(BinaryReader state)
    {
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = state.ReadUInt64();
        }

        for (int blocks = state.ReadInt32(); blocks > 0; blocks--)
        {
            ushort[] counts = new ushort[CountsPerBlock];
            open[state.ReadInt64()] = counts;
            for (int i = 0; i < counts.Length; i++)
            {
                counts[i] = state.ReadUInt16();
            }
        }
    }

    private void AppendBlock(long block, PieceBuffer output)
    {
        long offset = output.Position;
        Count(offset, ClusterBytes);
        table[block] = (ulong)offset;
        Span<byte> target = output.AppendZeros(ClusterBytes);
        ushort[] counts = open[block];
        for (int i = 0; i < counts.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(target[(i * sizeof(ushort))..], counts[i]);
        }

        open.Remove(block);
    }
}
