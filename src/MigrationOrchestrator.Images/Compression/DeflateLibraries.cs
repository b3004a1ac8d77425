namespace MigrationOrchestrator.Images.Compression;

/// <summary>The deflate implementations of this machine.</summary>
internal static class DeflateLibraries
{
    private static readonly DotNetDeflate DotNet = new();
    private static readonly LibDeflate? FoundLibDeflate = LibDeflate.TryLoad();
    private static readonly IsaL? FoundIsaL = IsaL.TryLoad();

    /// <summary>All that are installed, .NET's among them.</summary>
    public static IReadOnlyList<IDeflateLibrary> Installed { get; } =
        [.. new IDeflateLibrary?[] { FoundLibDeflate, FoundIsaL, DotNet }.OfType<IDeflateLibrary>()];

    /// <summary>The implementation that serves a level best: libdeflate where size counts, ISA-L where time does.</summary>
    public static IDeflateLibrary For(ConversionLevel level, CompressionLibraries allowed) =>
        (allowed, level) switch
        {
            (CompressionLibraries.DotNetOnly, _) => DotNet,
            (_, ConversionLevel.Small) => (IDeflateLibrary?)FoundLibDeflate ?? DotNet,
            (_, ConversionLevel.Balanced) => (IDeflateLibrary?)FoundLibDeflate ?? (IDeflateLibrary?)FoundIsaL ?? DotNet,
            _ => (IDeflateLibrary?)FoundIsaL ?? (IDeflateLibrary?)FoundLibDeflate ?? DotNet,
        };

    /// <summary>The fastest decompressor that is known to withstand hostile input.</summary>
    public static IBlockDecompressor Decompressor(BlockEncoding encoding) =>
        FoundLibDeflate?.Decompressor(encoding) ?? new DotNetDecompressor(encoding);
}
