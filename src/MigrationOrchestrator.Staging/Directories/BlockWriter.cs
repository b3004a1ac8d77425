using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blocks;

namespace MigrationOrchestrator.Staging.Directories;

/// <summary>Brings one block from its source to its place in an object's file.</summary>
internal static class BlockWriter
{
    private const int BufferLength = 1 << 20;

    /// <summary>Copies exactly the block's length, hashing as it flows, and flushes it to the disk.</summary>
    /// <returns>The SHA-256 in lower-case hexadecimal.</returns>
    /// <exception cref="Durable.FailureException"><c>staging.short_block</c>, or what the disk says; the source's own exceptions pass as they are.</exception>
    public static async Task<string> WriteAsync(string root, StagedName name, BlockPosition position, Stream content, FileStream file, CancellationToken cancellation)
    {
        SafeFileHandle handle = file.SafeFileHandle;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            long done = 0;
            while (done < position.Length)
            {
                int wanted = (int)Math.Min(buffer.Length, position.Length - done);
                int found = await content.ReadAtLeastAsync(buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellation);
                if (found < wanted)
                {
                    throw BlockChecks.ShortBlock(name, position, done + found);
                }

                hash.AppendData(buffer, 0, found);
                long offset = position.Offset + done;
                await DirectoryFailures.GuardAsync(root, async () =>
                {
                    await RandomAccess.WriteAsync(handle, buffer.AsMemory(0, found), offset, cancellation);
                    return true;
                });
                done += found;
            }

            return DirectoryFailures.Guard(root, () =>
            {
                RandomAccess.FlushToDisk(handle);
                return Convert.ToHexStringLower(hash.GetHashAndReset());
            });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
