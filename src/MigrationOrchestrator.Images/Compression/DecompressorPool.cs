using System.Collections.Concurrent;

namespace MigrationOrchestrator.Images.Compression;

/// <summary>Lends decompressors of one encoding to as many threads as ask.</summary>
internal sealed class DecompressorPool(BlockEncoding encoding) : IDisposable
{
    private readonly ConcurrentBag<IBlockDecompressor> idle = [];

    /// <inheritdoc cref="IBlockDecompressor.Decompress"/>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (!idle.TryTake(out IBlockDecompressor? decompressor))
        {
            decompressor = encoding == BlockEncoding.Zstd ? new ZstdDecompressor() : DeflateLibraries.Decompressor(encoding);
        }

        try
        {
            return decompressor.Decompress(source, destination);
        }
        finally
        {
            idle.Add(decompressor);
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out IBlockDecompressor? decompressor))
        {
            decompressor.Dispose();
        }
    }
}
