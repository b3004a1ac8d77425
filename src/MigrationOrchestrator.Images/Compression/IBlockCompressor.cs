namespace MigrationOrchestrator.Images.Compression;

/// <summary>Compresses one block at a time; an instance serves one thread at a time.</summary>
internal interface IBlockCompressor : IDisposable
{
    /// <summary>Compresses a block as a stream of its own.</summary>
    /// <returns>Bytes written to <paramref name="destination"/>; 0 where the result would not fit.</returns>
    int Compress(ReadOnlySpan<byte> source, Span<byte> destination);
}
