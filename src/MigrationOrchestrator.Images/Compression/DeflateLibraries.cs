namespace MigrationOrchestrator.Images.Compression;

/// <summary>The deflate implementations of this machine.</summary>
internal static class DeflateLibraries
{
    private static readonly DotNetDeflate s_dotNet = new();
    private static readonly LibDeflate? s_libDeflate = LibDeflate.TryLoad();
    private static readonly IsaL? s_isaL = IsaL.TryLoad();

    /// <summary>All that are installed, .NET's among them.</summary>
    public static IReadOnlyList<IDeflateLibrary> Installed { get; } =
        [.. new IDeflateLibrary?[] { s_libDeflate, s_isaL, s_dotNet }.OfType<IDeflateLibrary>()];

    /// <summary>The implementation that serves a level best: libdeflate where size counts, ISA-L where time does.</summary>
    public static IDeflateLibrary For(ConversionLevel level, CompressionLibraries allowed) =>
        (allowed, level) switch
        {
            (CompressionLibraries.DotNetOnly, _) => s_dotNet,
            (_, ConversionLevel.Small) => (IDeflateLibrary?)s_libDeflate ?? s_dotNet,
            (_, ConversionLevel.Balanced) => (IDeflateLibrary?)s_libDeflate ?? (IDeflateLibrary?)s_isaL ?? s_dotNet,
            _ => (IDeflateLibrary?)s_isaL ?? (IDeflateLibrary?)s_libDeflate ?? s_dotNet,
        };

    /// <summary>The fastest decompressor that is known to withstand hostile input.</summary>
    public static IBlockDecompressor Decompressor(BlockEncoding encoding) =>
        s_libDeflate?.Decompressor(encoding) ?? new DotNetDecompressor(encoding);
}
