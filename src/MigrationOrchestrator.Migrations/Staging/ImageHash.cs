using System.Buffers;
using System.Security.Cryptography;
using MigrationOrchestrator.Migrations.Disks;

namespace MigrationOrchestrator.Migrations.Staging;

/// <summary>
/// The hash of one staged image from its first byte on, taken as far as its chunks have arrived and finished once it is whole. What was hashed
/// counts only while the chunks it was read from are still the ones that are staged.
/// </summary>
/// <param name="staging">Where the image is.</param>
/// <param name="name">The image.</param>
/// <param name="algorithm">The hash.</param>
internal sealed class ImageHash(IStagingStore staging, StagedName name, HashAlgorithmName algorithm) : IDisposable
{
    private const int BufferBytes = 4 << 20;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly List<StagedBlock> taken = [];
    private long next;

    /// <summary>Which hash it is.</summary>
    public HashAlgorithmName Algorithm => algorithm;

    /// <summary>Bytes that are hashed.</summary>
    public long HashedBytes => Interlocked.Read(ref next);

    /// <summary>Hashes chunks that have arrived, in their order, up to the first that has not; nothing where somebody else does so at the moment.</summary>
    /// <param name="chunks">How the image is cut.</param>
    /// <param name="most">The most chunks to hash, so that the caller's own work is not held up for long.</param>
    /// <param name="cancellation">Gives up; what was hashed so far counts.</param>
    public async Task AdvanceAsync(ChunkPlan chunks, int most, CancellationToken cancellation)
    {
        if (!await gate.WaitAsync(0, cancellation))
        {
            return;
        }

        try
        {
            for (int done = 0; done < most && next < chunks.SizeBytes; done++)
            {
                BlockPosition position = chunks.At((int)(next / chunks.ChunkBytes));
                if (await staging.FindBlockAsync(name, position.Index, cancellation) is not { } block || (block.Offset, block.Length) != (position.Offset, position.Length))
                {
                    return;
                }

                if (taken.Count == 0 || taken[^1].Index != block.Index)
                {
                    taken.Add(block);
                }

                await ReadAsync(block.Offset + block.Length, (buffer, token) => staging.ReadStagedAsync(name, next, buffer, token), _ => { }, cancellation);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Hashes what is left of the image, which is committed by now.</summary>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="onHashed">Told how many bytes are hashed.</param>
    /// <param name="cancellation">Gives up; what was hashed so far counts.</param>
    /// <returns>The hash in lower-case hexadecimal, and how many bytes were read for it now; null where other chunks are staged than were hashed.</returns>
    public async Task<(string Hash, long BytesRead)?> FinishAsync(long length, Action<long> onHashed, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (taken.Count > 0 && taken.Except(await staging.ListBlocksAsync(name, cancellation)).Any())
            {
                return null;
            }

            long before = next;
            if (next < length)
            {
                await using Stream rest = await staging.OpenReadAsync(name, next, length - next, cancellation);
                await ReadAsync(length, rest.ReadAsync, onHashed, cancellation);
            }

            return (Convert.ToHexStringLower(hash.GetCurrentHash()), next - before);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        hash.Dispose();
        gate.Dispose();
    }

    private async Task ReadAsync(long end, Func<Memory<byte>, CancellationToken, ValueTask<int>> read, Action<long> onHashed, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (next < end)
            {
                int found = await read(buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - next)), cancellation);
                if (found == 0)
                {
                    throw new EndOfStreamException($"'{name}' ends at byte {next}, before its length.");
                }

                hash.AppendData(buffer, 0, found);
                onHashed(Interlocked.Add(ref next, found));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
