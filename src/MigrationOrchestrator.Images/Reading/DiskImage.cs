using MigrationOrchestrator.Images.Formats.Qcow2;
using MigrationOrchestrator.Images.Formats.Raw;
using MigrationOrchestrator.Images.Formats.Vhd;
using MigrationOrchestrator.Images.Formats.Vmdk;

namespace MigrationOrchestrator.Images;

/// <summary>Opens images of the formats that are read natively.</summary>
public static class DiskImage
{
    /// <summary>The largest disk that is handled: 64 TiB, above vSphere's own limit of 62 TiB.</summary>
    public const long MaxVirtualSizeBytes = 64L << 40;

    /// <summary>Opens an image that is one file; its header is checked, its tables are read as they are needed.</summary>
    /// <param name="source">The image file; it stays the caller's.</param>
    /// <param name="format">Its format, which is never guessed here: see <see cref="ImageInspector"/>.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    /// <exception cref="ImageException">The image is damaged, unsafe or of a format that is not read natively.</exception>
    public static Task<IDiskReader> OpenAsync(IRangedSource source, ImageFormat format, CancellationToken cancellation) =>
        OpenAsync(source, format, null, cancellation);

    /// <summary>Opens an image that may be divided among the files of a package.</summary>
    /// <param name="source">The image file, or the descriptor of a VMDK; it stays the caller's.</param>
    /// <param name="format">Its format, which is never guessed here: see <see cref="ImageInspector"/>.</param>
    /// <param name="package">The only other files that the image may name, or null for none.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    /// <exception cref="ImageException">The image is damaged, unsafe or of a format that is not read natively.</exception>
    public static async Task<IDiskReader> OpenAsync(
        IRangedSource source, ImageFormat format, IImagePackage? package, CancellationToken cancellation) => format switch
        {
            ImageFormat.Raw => RawReader.Open(source),
            ImageFormat.Qcow2 => await Qcow2Reader.OpenAsync(source, cancellation),
            ImageFormat.Vmdk => await VmdkReader.OpenAsync(source, package, cancellation),
            ImageFormat.Vhd => await VhdReader.OpenAsync(source, cancellation),
            _ => throw ImageFault.Unsupported("format", format.ToQemuName(), "Convert it with qemu-img."),
        };
}
