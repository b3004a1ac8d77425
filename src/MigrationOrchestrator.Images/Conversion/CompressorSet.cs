using MigrationOrchestrator.Images.Compression;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>The compressors of one conversion: of one level, or of all where the level is chosen on the way.</summary>
internal sealed class CompressorSet : IDisposable
{
    private readonly Dictionary<ConversionLevel, CompressorPool> pools = [];
    private readonly ConversionLevel level;
    private readonly LevelChooser? chooser;

    public CompressorSet(ConversionRequest request, BlockEncoding encoding)
    {
        this.level = request.Level;
        ConversionLevel[] levels = this.level == ConversionLevel.Auto
            ? [ConversionLevel.Small, ConversionLevel.Balanced, ConversionLevel.Fast]
            : [this.level];
        foreach (ConversionLevel level in levels)
        {
            IDeflateLibrary library = DeflateLibraries.For(level, request.Libraries);
            pools[level] = new CompressorPool(library, library.LevelFor(level), encoding);
        }

        chooser = this.level == ConversionLevel.Auto ? new LevelChooser(request.Parallelism, request.UploadBytesPerSecond) : null;
    }

    /// <summary>Libraries and levels that compressed something.</summary>
    public IReadOnlyList<string> Used => [.. pools.Values.Where(pool => pool.IsUsed).Select(pool => pool.Name)];

    /// <summary>The level for the slice at a guest offset.</summary>
    public ConversionLevel Next(long guestOffset) => chooser?.Next(guestOffset) ?? level;

    /// <summary>Lends a compressor of a level.</summary>
    public IBlockCompressor Rent(ConversionLevel level) => pools[level].Rent();

    /// <summary>Takes a compressor back, and note of what the slice cost.</summary>
    public void Return(ConversionLevel level, IBlockCompressor compressor, Slice slice, TimeSpan elapsed)
    {
        pools[level].Return(compressor);
        chooser?.Report(level, Slice.Bytes, slice.EncodedLength, elapsed);
    }

    public void Dispose()
    {
        foreach (CompressorPool pool in pools.Values)
        {
            pool.Dispose();
        }
    }
}
