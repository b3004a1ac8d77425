namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>How the machine starts. It must be what the image was installed with: a disk made for one does not start with the other.</summary>
public enum Firmware
{
    /// <summary>Legacy BIOS.</summary>
    Bios,

    /// <summary>UEFI without Secure Boot.</summary>
    Efi,

    /// <summary>UEFI with Secure Boot.</summary>
    EfiSecureBoot,
}
