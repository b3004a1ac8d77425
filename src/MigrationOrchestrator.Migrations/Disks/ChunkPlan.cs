using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations.Disks;

/// <summary>How a disk's bytes are cut into chunks; the same size and options always give the same chunks.</summary>
/// <param name="SizeBytes">The disk image's length in bytes.</param>
/// <param name="ChunkBytes">Bytes of every chunk but the last.</param>
public sealed record ChunkPlan(long SizeBytes, long ChunkBytes)
{
    /// <summary>The usual chunk: 64 MiB.</summary>
    public const long DefaultChunkBytes = 64L << 20;

    /// <summary>At most this many chunks, so that a disk's history stays under 2,000 events (three to four a chunk).</summary>
    public const int MaxChunks = 400;

    /// <summary>How many chunks there are; an empty image has none.</summary>
    public int Count => (int)((SizeBytes + ChunkBytes - 1) / ChunkBytes);

    /// <summary>Cuts an image.</summary>
    /// <param name="sizeBytes">Its length in bytes.</param>
    /// <param name="wanted">The chunk that was asked for, in bytes; null for the usual one.</param>
    public static ChunkPlan For(long sizeBytes, long? wanted)
    {
        const long MiB = 1L << 20;
        long least = ((sizeBytes + MaxChunks - 1) / MaxChunks + MiB - 1) / MiB * MiB;
        return new ChunkPlan(sizeBytes, Math.Max(wanted ?? DefaultChunkBytes, least));
    }

    /// <summary>One chunk's place.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    public BlockPosition At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        long offset = index * ChunkBytes;
        return new BlockPosition(index, offset, Math.Min(ChunkBytes, SizeBytes - offset));
    }
}
