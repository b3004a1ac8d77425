using System.Collections.Concurrent;
using System.Security.Cryptography;
using MigrationOrchestrator.Migrations.Disks;

namespace MigrationOrchestrator.Migrations.Staging;

/// <summary>
/// Hashes images while they are downloaded, so that little is left to read once they are whole. It is kept in memory alone: after a restart, or
/// where a store gives no bytes before a commit, the whole image is read when it is checked.
/// </summary>
/// <param name="staging">Where the images are.</param>
public sealed class ImageHashes(IStagingStore staging)
{
    private const int MostChunksAtOnce = 4;

    private readonly ConcurrentDictionary<StagedName, ImageHash> hashes = new();

    /// <summary>Takes an image's hash from now on as it arrives; what an earlier download of that name left begun is dropped.</summary>
    internal void Begin(StagedName name, HashAlgorithmName algorithm)
    {
        Forget(name);
        if (staging.ReadsStaged)
        {
            hashes[name] = new ImageHash(staging, name, algorithm);
        }
    }

    /// <summary>Hashes some of what has arrived of an image whose hash was begun. It only saves time, so it fails no download: the whole image is read later then.</summary>
    internal async Task AdvanceAsync(StagedName name, ChunkPlan chunks, CancellationToken cancellation)
    {
        if (!hashes.TryGetValue(name, out ImageHash? hash))
        {
            return;
        }

        try
        {
            await hash.AdvanceAsync(chunks, MostChunksAtOnce, cancellation);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            Forget(name);
        }
    }

    /// <summary>Bytes of an image that are hashed.</summary>
    internal long HashedBytes(StagedName name) => hashes.TryGetValue(name, out ImageHash? hash) ? hash.HashedBytes : 0;

    /// <summary>Hashes what is left of an image that is whole.</summary>
    /// <param name="name">The image.</param>
    /// <param name="algorithm">The hash.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="expected">The hash that the source tells; one that differs is taken again from the first byte before it is believed.</param>
    /// <param name="onHashed">Told how many bytes are hashed.</param>
    /// <param name="cancellation">Gives up; what was hashed so far is kept.</param>
    /// <returns>The hash in lower-case hexadecimal, and how many bytes were read for it now.</returns>
    internal async Task<(string Hash, long BytesRead)> FinishAsync(StagedName name, HashAlgorithmName algorithm, long length, string expected, Action<long> onHashed, CancellationToken cancellation)
    {
        long before = 0;
        if (hashes.TryGetValue(name, out ImageHash? begun) && begun.Algorithm == algorithm && await begun.FinishAsync(length, onHashed, cancellation) is { } finished)
        {
            Forget(name);
            if (finished.Hash == expected || finished.BytesRead == length)
            {
                return finished;
            }

            before = finished.BytesRead;
        }

        Forget(name);
        using ImageHash whole = new(staging, name, algorithm);
        (string hash, long read) = (await whole.FinishAsync(length, onHashed, cancellation))!.Value;
        return (hash, before + read);
    }

    /// <summary>Forgets what was begun of a migration's images.</summary>
    internal void Forget(string migration)
    {
        foreach (StagedName name in hashes.Keys.Where(name => name.Migration == migration))
        {
            Forget(name);
        }
    }

    private void Forget(StagedName name)
    {
        if (hashes.TryRemove(name, out ImageHash? hash))
        {
            hash.Dispose();
        }
    }
}
