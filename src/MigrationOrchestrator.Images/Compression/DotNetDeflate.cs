namespace MigrationOrchestrator.Images.Compression;

/// <summary>The deflate of .NET (zlib-ng); always present.</summary>
internal sealed class DotNetDeflate : IDeflateLibrary
{
    public string Name => "System.IO.Compression";

    /// <summary>zlib-ng's level 5 is as small as its level 6 and faster.</summary>
    public int LevelFor(ConversionLevel level) => level switch
    {
        ConversionLevel.Small => 5,
        ConversionLevel.Balanced => 2,
        _ => 1,
    };

    public IBlockCompressor Compressor(int level, BlockEncoding encoding) => new DotNetCompressor(level, encoding);
}
