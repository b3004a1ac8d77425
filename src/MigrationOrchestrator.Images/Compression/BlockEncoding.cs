namespace MigrationOrchestrator.Images.Compression;

/// <summary>How a compressed block is framed.</summary>
internal enum BlockEncoding
{
    /// <summary>A raw deflate stream (RFC 1951), as in qcow2.</summary>
    Deflate,

    /// <summary>A zlib stream (RFC 1950), as in VMDK grains.</summary>
    Zlib,

    /// <summary>A Zstandard frame (RFC 8878), as in qcow2.</summary>
    Zstd,
}
