namespace MigrationOrchestrator.Images.Compression;

/// <summary>Expands one block at a time; an instance serves one thread at a time.</summary>
internal interface IBlockDecompressor : IDisposable
{
    /// <summary>Expands a block; bytes after the end of the compressed stream are ignored.</summary>
    /// <returns>Bytes written to <paramref name="destination"/>; -1 where the data is damaged or would not fit.</returns>
    int Decompress(ReadOnlySpan<byte> source, Span<byte> destination);
}
