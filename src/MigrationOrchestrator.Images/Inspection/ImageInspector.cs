using MigrationOrchestrator.Images.Inspection;

namespace MigrationOrchestrator.Images;

/// <summary>Looks at an image before any tool opens it, and refuses what is not safe.</summary>
public static class ImageInspector
{
    /// <summary>Finds the format of an image that is one file and checks its header; content is not read.</summary>
    /// <param name="source">The image file; it stays the caller's.</param>
    /// <param name="declared">The format that the cloud or the user declared, or null where nobody did.</param>
    /// <param name="cancellation">Cancels the inspection.</param>
    /// <returns>The facts of an image that is safe to convert.</returns>
    /// <exception cref="ImageException">
    /// The image names other files (<c>image.backing_file</c>, <c>image.data_file</c>, <c>image.foreign_extent</c>), is
    /// encrypted, is of another format than declared, uses an unknown feature, or is damaged or truncated.
    /// </exception>
    public static Task<ImageInfo> InspectAsync(IRangedSource source, ImageFormat? declared, CancellationToken cancellation) =>
        InspectAsync(source, declared, null, cancellation);

    /// <summary>Finds the format of an image that may be divided among the files of a package.</summary>
    /// <param name="source">The image file, or the descriptor of a VMDK; it stays the caller's.</param>
    /// <param name="declared">The format that the cloud or the user declared, or null where nobody did.</param>
    /// <param name="package">The only other files that the image may name, or null for none.</param>
    /// <param name="cancellation">Cancels the inspection.</param>
    /// <returns>The facts of an image that is safe to convert.</returns>
    /// <exception cref="ImageException">As for an image that is one file.</exception>
    public static async Task<ImageInfo> InspectAsync(
        IRangedSource source, ImageFormat? declared, IImagePackage? package, CancellationToken cancellation)
    {
        ImageFormat? signature = await FormatDetector.DetectAsync(source, cancellation);
        if (signature is null && declared is null)
        {
            await FormatDetector.RefuseArchiveAsync(source, cancellation);
        }

        ImageFormat found = signature ?? ImageFormat.Raw;
        if (declared is { } expected && expected != found)
        {
            throw new ImageException(
                ImageErrorCodes.FormatMismatch, "disk_format", $"{found.ToQemuName()} content where {expected.ToQemuName()} was declared",
                $"Declare the image as {found.ToQemuName()} at the source if that is what it is; a wrong format lets an image read foreign files.");
        }

        return await ImageFacts.ReadAsync(source, found, package, cancellation);
    }
}
