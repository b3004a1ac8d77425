namespace MigrationOrchestrator.Images;

/// <summary>The stable codes of <see cref="ImageException"/>.</summary>
public static class ImageErrorCodes
{
    /// <summary>The image reads parts of its content from another file.</summary>
    public const string BackingFile = "image.backing_file";

    /// <summary>The image keeps its content in a file of its own.</summary>
    public const string DataFile = "image.data_file";

    /// <summary>The image's content is encrypted.</summary>
    public const string Encrypted = "image.encrypted";

    /// <summary>A VMDK names an extent outside the package that was given.</summary>
    public const string ForeignExtent = "image.foreign_extent";

    /// <summary>The image is of another format than declared.</summary>
    public const string FormatMismatch = "image.format_mismatch";

    /// <summary>A format, subformat or feature that is not supported.</summary>
    public const string Unsupported = "image.unsupported";

    /// <summary>The file ends before the data that its tables name.</summary>
    public const string Truncated = "image.truncated";

    /// <summary>A header or table contradicts the format's rules.</summary>
    public const string Corrupt = "image.corrupt";

    /// <summary>Tables map more content than the file can hold: they map the same bytes again and again.</summary>
    public const string Overlap = "image.overlap";

    /// <summary>A size beyond what the format or this library handles.</summary>
    public const string TooLarge = "image.too_large";

    /// <summary>A server does not give the bytes that it was asked for.</summary>
    public const string Source = "image.source";

    /// <summary>A conversion cannot go on from the checkpoint that was given.</summary>
    public const string Checkpoint = "image.checkpoint";
}
