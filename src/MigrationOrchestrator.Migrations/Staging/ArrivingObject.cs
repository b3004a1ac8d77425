using System.Collections.Concurrent;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Disks;

namespace MigrationOrchestrator.Migrations.Staging;

/// <summary>A staged object that is still being downloaded: a read waits until its chunk is staged, and says meanwhile which one it waits for.</summary>
/// <param name="staging">Where it is.</param>
/// <param name="name">The object.</param>
/// <param name="chunks">How it is cut.</param>
/// <param name="time">The clock of the looks at what has arrived.</param>
internal sealed class ArrivingObject(IStagingStore staging, StagedName name, ChunkPlan chunks, TimeProvider time) : IRangedSource
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(150);

    private readonly bool[] arrived = new bool[chunks.Count];
    private readonly ConcurrentDictionary<int, int> waiting = new();
    private readonly SemaphoreSlim looking = new(1, 1);
    private long lookedAt;
    private bool hasLooked;

    /// <inheritdoc/>
    public long Length => chunks.SizeBytes;

    /// <summary>How the object is cut.</summary>
    public ChunkPlan Chunks => chunks;

    /// <summary>Reads bytes of one chunk, once it is there.</summary>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        int chunk = (int)(offset / chunks.ChunkBytes);
        if (offset >= Length || buffer.Length == 0)
        {
            return 0;
        }

        if (!await HasArrivedAsync(chunk, cancellation))
        {
            await WaitAsync(chunk, cancellation);
        }

        BlockPosition position = chunks.At(chunk);
        return await staging.ReadStagedAsync(name, offset, buffer[..(int)Math.Min(buffer.Length, position.Offset + position.Length - offset)], cancellation);
    }

    /// <summary>Whether a chunk is staged.</summary>
    public async ValueTask<bool> HasArrivedAsync(int chunk, CancellationToken cancellation)
    {
        if (!Volatile.Read(ref arrived[chunk]))
        {
            await LookAsync(cancellation);
        }

        return Volatile.Read(ref arrived[chunk]);
    }

    /// <summary>Whether all chunks are staged.</summary>
    public async ValueTask<bool> IsWholeAsync(CancellationToken cancellation)
    {
        if (Array.Exists(arrived, one => !one))
        {
            await LookAsync(cancellation);
        }

        return Array.TrueForAll(arrived, one => one);
    }

    /// <summary>
    /// The chunks that reads wait for and the download would not serve next by itself, with the chunk after each, which is mostly read next.
    /// </summary>
    /// <param name="inOrder">How many of the first chunks that are not there yet the download serves anyhow.</param>
    public IReadOnlyList<int> Wanted(int inOrder)
    {
        HashSet<int> coming = [.. Enumerable.Range(0, chunks.Count).Where(chunk => !Volatile.Read(ref arrived[chunk])).Take(inOrder)];
        return
        [
            .. waiting.Keys.Where(chunk => !Volatile.Read(ref arrived[chunk]) && !coming.Contains(chunk)).Order()
                .SelectMany(chunk => (int[])[chunk, chunk + 1])
                .Where(chunk => chunk < chunks.Count && !Volatile.Read(ref arrived[chunk]) && !coming.Contains(chunk))
                .Distinct(),
        ];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        looking.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WaitAsync(int chunk, CancellationToken cancellation)
    {
        waiting.AddOrUpdate(chunk, 1, (_, count) => count + 1);
        try
        {
            while (!await HasArrivedAsync(chunk, cancellation))
            {
                await Task.Delay(LookInterval, time, cancellation);
            }
        }
        finally
        {
            if (waiting.AddOrUpdate(chunk, 0, (_, count) => count - 1) <= 0)
            {
                waiting.TryRemove(new KeyValuePair<int, int>(chunk, 0));
            }
        }
    }

    /// <summary>Looks at what is staged, but not again at once.</summary>
    private async Task LookAsync(CancellationToken cancellation)
    {
        await looking.WaitAsync(cancellation);
        try
        {
            if (hasLooked && time.GetElapsedTime(lookedAt) < LookInterval)
            {
                return;
            }

            foreach (StagedBlock block in await staging.ListBlocksAsync(name, cancellation))
            {
                if (block.Index < chunks.Count && chunks.At(block.Index) == new BlockPosition(block.Index, block.Offset, block.Length))
                {
                    Volatile.Write(ref arrived[block.Index], true);
                }
            }

            hasLooked = true;
            lookedAt = time.GetTimestamp();
        }
        finally
        {
            looking.Release();
        }
    }
}
