using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.OpenStack.Images;
using MigrationOrchestrator.OpenStack.Volumes;

namespace MigrationOrchestrator.OpenStack.Sources;

/// <summary>What an image's properties, or a volume's memory of them, say of the guest.</summary>
internal static class ImageHints
{
    public static GuestHints Of(Image? image) => image is null ? new GuestHints() : Of(image.Property) with { ImageName = image.Name };

    /// <summary>The hints that a volume has kept of the image that it was made of.</summary>
    public static GuestHints Of(Volume volume) => Of(name => volume.VolumeImageMetadata?.GetValueOrDefault(name)) with { ImageName = volume.VolumeImageMetadata?.GetValueOrDefault("image_name") };

    private static GuestHints Of(Func<string, string?> property) => new()
    {
        Distribution = property("os_distro"),
        Version = property("os_version"),
        Type = property("os_type"),
        Architecture = property("architecture") ?? property("hw_architecture"),
        Firmware = property("hw_firmware_type"),
        SecureBoot = property("os_secure_boot") == "required",
    };
}
