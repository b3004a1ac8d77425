namespace MigrationOrchestrator.Images.Compression;

/// <summary>The port to an implementation that compresses.</summary>
internal interface IDeflateLibrary
{
    /// <summary>Name and version for the receipt, such as <c>libdeflate</c>.</summary>
    string Name { get; }

    /// <summary>The library's own level for a level of ours.</summary>
    int LevelFor(ConversionLevel level);

    /// <summary>Makes a compressor for one thread.</summary>
    IBlockCompressor Compressor(int level, BlockEncoding encoding);
}
