using System.Collections.Concurrent;

namespace MigrationOrchestrator.Images.Compression;

/// <summary>Lends decompressors of one encoding to as many threads as ask.</summary>
internal sealed class DecompressorPool(BlockEncoding encoding) : IDisposable
{
    private readonly ConcurrentBag<IBlockDecompressor> _idle = [];

    /// <inheritdoc cref="IBlockDecompressor.Decompress"/>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (!_idle.TryTake(out var decompressor))
        {
            decompressor = encoding == BlockEncoding.Zstd ? new ZstdDecompressor() : DeflateLibraries.Decompressor(encoding);
        }

        try
        {
            return decompressor.Decompress(source, destination);
        }
        finally
        {
            _idle.Add(decompressor);
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var decompressor))
        {
            decompressor.Dispose();
        }
    }
}
