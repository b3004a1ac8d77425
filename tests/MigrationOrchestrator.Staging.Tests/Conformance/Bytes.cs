using System.Security.Cryptography;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Staging.Tests.Conformance;

/// <summary>Known bytes, cut into blocks.</summary>
internal static class Bytes
{
    public static byte[] Random(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static BlockPosition[] Cut(int length, int blockLength)
        => [.. Enumerable.Range(0, (length + blockLength - 1) / blockLength).Select(index => new BlockPosition(index, (long)index * blockLength, Math.Min(blockLength, length - (index * blockLength))))];

    public static Stream At(this byte[] whole, BlockPosition position) => new ForwardStream(new MemoryStream(whole, (int)position.Offset, (int)position.Length));

    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static async Task<byte[]> ReadAllAsync(this IStagingStore store, StagedName name, CancellationToken cancellation)
    {
        await using Stream stream = await store.OpenReadAsync(name, 0, null, cancellation);
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy, cancellation);
        return copy.ToArray();
    }

    public static async Task<List<StagedBlock>> StageAllAsync(this IStagingStore store, StagedName name, byte[] whole, int blockLength, CancellationToken cancellation)
    {
        List<StagedBlock> blocks = [];
        foreach (BlockPosition position in Cut(whole.Length, blockLength))
        {
            blocks.Add(await store.StageBlockAsync(name, position, whole.At(position), cancellation));
        }

        return blocks;
    }
}
