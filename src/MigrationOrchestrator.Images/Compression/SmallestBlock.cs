namespace MigrationOrchestrator.Images.Compression;

/// <summary>The fewest bytes that compressed content can take, whatever it is.</summary>
internal static class SmallestBlock
{
    /// <summary>Deflate's longest match, 258 bytes, costs two bits at least: 1,032 to 1 (RFC 1951).</summary>
    private const int DeflateRatio = 1032;

    /// <summary>A Zstandard frame: magic number, descriptor and window or size (RFC 8878, 3.1.1).</summary>
    private const int ZstdFrameBytes = 6;

    /// <summary>A Zstandard block holds at most 128 KiB; one that repeats a byte takes 4 bytes (RFC 8878, 3.1.1.2).</summary>
    private const int ZstdBlockBytes = 128 * 1024;
    private const int ZstdRepeatBytes = 4;

    /// <summary>The fewest bytes for a block.</summary>
    /// <param name="encoding">How it is compressed.</param>
    /// <param name="contentBytes">Bytes of content, at least 1.</param>
    public static int Bytes(BlockEncoding encoding, int contentBytes) => encoding == BlockEncoding.Zstd
        ? ZstdFrameBytes + ((contentBytes - 1) / ZstdBlockBytes + 1) * ZstdRepeatBytes
        : (contentBytes - 1) / DeflateRatio + 1;
}
