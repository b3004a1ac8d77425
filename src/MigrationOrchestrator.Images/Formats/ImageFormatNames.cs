namespace MigrationOrchestrator.Images;

/// <summary>Translates formats to and from the names that Glance and qemu-img use.</summary>
public static class ImageFormatNames
{
    /// <summary>Reads a Glance <c>disk_format</c> or a qemu-img format name.</summary>
    /// <param name="name">Such as <c>qcow2</c>, <c>vhd</c> or <c>vpc</c>; letter case does not matter.</param>
    /// <returns>The format; Glance's <c>ami</c> and <c>iso</c> hold raw bytes.</returns>
    /// <exception cref="ImageException"><c>image.unsupported</c>: the name is unknown, or names no disk (<c>aki</c>, <c>ari</c>).</exception>
    public static ImageFormat Parse(string name) =>
        TryParse(name, out ImageFormat format)
            ? format
            : throw ImageFault.Unsupported("disk_format", $"'{name}'", "Use raw, qcow2, vmdk, vhd (vpc), vhdx, vdi or qed.");

    /// <summary>Reads a Glance <c>disk_format</c> or a qemu-img format name where the name may be unknown.</summary>
    /// <param name="name">The name, or null.</param>
    /// <param name="format">The format, if the name is known.</param>
    /// <returns>Whether the name is known.</returns>
    public static bool TryParse(string? name, out ImageFormat format)
    {
        ImageFormat? known = name?.Trim().ToUpperInvariant() switch
        {
            "RAW" or "AMI" or "ISO" => ImageFormat.Raw,
            "QCOW2" => ImageFormat.Qcow2,
            "VMDK" => ImageFormat.Vmdk,
            "VHD" or "VPC" => ImageFormat.Vhd,
            "VHDX" => ImageFormat.Vhdx,
            "VDI" => ImageFormat.Vdi,
            "QED" => ImageFormat.Qed,
            _ => null,
        };
        format = known.GetValueOrDefault();
        return known.HasValue;
    }

    /// <summary>The name that qemu-img's <c>-f</c> and <c>-O</c> take.</summary>
    /// <param name="format">The format.</param>
    public static string ToQemuName(this ImageFormat format) =>
        format == ImageFormat.Vhd ? "vpc" : format.ToString().ToLowerInvariant();

    /// <summary>The name that Glance's <c>disk_format</c> takes.</summary>
    /// <param name="format">The format.</param>
    /// <exception cref="ImageException"><c>image.unsupported</c>: Glance knows no such format.</exception>
    public static string ToGlanceName(this ImageFormat format) =>
        format == ImageFormat.Qed
            ? throw ImageFault.Unsupported("disk_format", "'qed'", "Glance does not know it: convert to qcow2 first.")
            : format.ToString().ToLowerInvariant();

    /// <summary>
    /// Whether this library reads the format itself; otherwise a conversion needs qemu-img. Rare variants do so all the same:
    /// <see cref="ImageInfo.IsNativelyReadable"/> tells it of one image.
    /// </summary>
    /// <param name="format">The format.</param>
    public static bool IsNativelyReadable(this ImageFormat format) =>
        format is ImageFormat.Raw or ImageFormat.Qcow2 or ImageFormat.Vmdk or ImageFormat.Vhd;
}
