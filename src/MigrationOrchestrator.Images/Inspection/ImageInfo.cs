namespace MigrationOrchestrator.Images;

/// <summary>What an inspection found in an image that is safe to convert.</summary>
/// <param name="Format">The format found.</param>
/// <param name="VirtualSizeBytes">The disk's capacity in bytes.</param>
/// <param name="FileSizeBytes">The file's length in bytes.</param>
public sealed record ImageInfo(ImageFormat Format, long VirtualSizeBytes, long FileSizeBytes)
{
    /// <summary>The format's variant, such as <c>version 3</c>, <c>streamOptimized</c> or <c>dynamic</c>; null where there is one only.</summary>
    public string? Subformat { get; init; }

    /// <summary>Bytes that the format allocates at a time, or null where it does not.</summary>
    public int? ClusterSizeBytes { get; init; }

    /// <summary>How blocks are compressed where they are: <c>zlib</c>, <c>zstd</c> or <c>deflate</c>.</summary>
    public string? Compression { get; init; }

    /// <summary>Internal snapshots, which a conversion leaves behind.</summary>
    public int SnapshotCount { get; init; }

    /// <summary>Names of the extents, where the image's content is divided among several files of its package.</summary>
    public IReadOnlyList<string> ExtentNames { get; init; } = [];

    /// <summary>Whether this library reads this image; otherwise a conversion needs qemu-img: some variants of a format that is read are rare.</summary>
    public bool IsNativelyReadable { get; init; } = Format.IsNativelyReadable();
}
