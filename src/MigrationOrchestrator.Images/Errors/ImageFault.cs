namespace MigrationOrchestrator.Images;

/// <summary>Makes the exceptions that several formats share, so that they read alike.</summary>
internal static class ImageFault
{
    public static ImageException Truncated(string field, long offset, long length, long available) => new(
        ImageErrorCodes.Truncated, field, $"{length} bytes at {offset} in a file of {available} bytes",
        "The file is incomplete: fetch it again and compare its size and hash with the source's.");

    public static ImageException Corrupt(string field, string found) => new(
        ImageErrorCodes.Corrupt, field, found, "The image is damaged: check it at the source (qemu-img check) and export it again.");

    public static ImageException Unsupported(string field, string found, string remedy) =>
        new(ImageErrorCodes.Unsupported, field, found, remedy);

    public static ImageException TooLarge(string field, string found, string limit) => new(
        ImageErrorCodes.TooLarge, field, found, $"The limit is {limit}: split the disk or make it smaller.");

    public static ImageException Overlap(string field, long mapped, long available) => new(
        ImageErrorCodes.Overlap, field, $"content that takes at least {mapped} bytes in a file of {available} bytes",
        "The image maps the same bytes again and again, which no tool writes: check it at the source (qemu-img check) and export it again.");

    /// <summary>Bounds a disk's size, so that no header makes later arithmetic overflow or a table grow without limit.</summary>
    public static void CheckVirtualSize(string field, ulong bytes)
    {
        if (bytes == 0)
        {
            throw Corrupt(field, "a virtual size of 0 bytes");
        }

        if (bytes > DiskImage.MaxVirtualSizeBytes)
        {
            throw TooLarge(field, $"a virtual size of {bytes} bytes", "64 TiB");
        }
    }
}
