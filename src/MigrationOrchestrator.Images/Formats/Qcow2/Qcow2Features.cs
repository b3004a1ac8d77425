namespace MigrationOrchestrator.Images.Formats.Qcow2;

/// <summary>Bits of the header's <c>incompatible_features</c>: a reader must refuse those that it does not know.</summary>
internal static class Qcow2Features
{
    /// <summary>Reference counts may be stale; they do not matter to a reader.</summary>
    public const ulong Dirty = 1 << 0;

    public const ulong Corrupt = 1 << 1;

    public const ulong ExternalDataFile = 1 << 2;

    /// <summary>The header names a compression other than zlib.</summary>
    public const ulong CompressionType = 1 << 3;

    public const ulong ExtendedL2 = 1 << 4;

    public const ulong Supported = Dirty | CompressionType | ExtendedL2;
}

/// <summary>How compressed clusters are compressed.</summary>
internal enum Qcow2Compression
{
    /// <summary>A raw deflate stream without zlib's header.</summary>
    Zlib,

    /// <summary>A Zstandard frame.</summary>
    Zstd,
}
