using MigrationOrchestrator.Images.Compression;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>The compressors of one conversion: of one level, or of all where the level is chosen on the way.</summary>
internal sealed class CompressorSet : IDisposable
{
    private readonly Dictionary<ConversionLevel, CompressorPool> _pools = [];
    private readonly ConversionLevel _level;
    private readonly LevelChooser? _chooser;

    public CompressorSet(ConversionRequest request, BlockEncoding encoding)
    {
        _level = request.Level;
        ConversionLevel[] levels = _level == ConversionLevel.Auto
            ? [ConversionLevel.Small, ConversionLevel.Balanced, ConversionLevel.Fast]
            : [_level];
        foreach (var level in levels)
        {
            var library = DeflateLibraries.For(level, request.Libraries);
            _pools[level] = new CompressorPool(library, library.LevelFor(level), encoding);
        }

        _chooser = _level == ConversionLevel.Auto ? new LevelChooser(request.Parallelism, request.UploadBytesPerSecond) : null;
    }

    /// <summary>Libraries and levels that compressed something.</summary>
    public IReadOnlyList<string> Used => [.. _pools.Values.Where(pool => pool.IsUsed).Select(pool => pool.Name)];

    /// <summary>The level for the slice at a guest offset.</summary>
    public ConversionLevel Next(long guestOffset) => _chooser?.Next(guestOffset) ?? _level;

    /// <summary>Lends a compressor of a level.</summary>
    public IBlockCompressor Rent(ConversionLevel level) => _pools[level].Rent();

    /// <summary>Takes a compressor back, and note of what the slice cost.</summary>
    public void Return(ConversionLevel level, IBlockCompressor compressor, Slice slice, TimeSpan elapsed)
    {
        _pools[level].Return(compressor);
        _chooser?.Report(level, Slice.Bytes, slice.EncodedLength, elapsed);
    }

    public void Dispose()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Dispose();
        }
    }
}
