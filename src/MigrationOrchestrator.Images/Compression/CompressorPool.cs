using System.Collections.Concurrent;

namespace MigrationOrchestrator.Images.Compression;

/// <summary>Lends compressors of one library, level and encoding to as many threads as ask.</summary>
internal sealed class CompressorPool(IDeflateLibrary library, int level, BlockEncoding encoding) : IDisposable
{
    private readonly ConcurrentBag<IBlockCompressor> idle = [];

    /// <summary>Library and level for the receipt.</summary>
    public string Name => $"{library.Name} {level}";

    /// <summary>Whether anybody took a compressor.</summary>
    public bool IsUsed { get; private set; }

    public IBlockCompressor Rent()
    {
        IsUsed = true;
        return idle.TryTake(out IBlockCompressor? compressor) ? compressor : library.Compressor(level, encoding);
    }

    public void Return(IBlockCompressor compressor) => idle.Add(compressor);

    public void Dispose()
    {
        while (idle.TryTake(out IBlockCompressor? compressor))
        {
            compressor.Dispose();
        }
    }
}
