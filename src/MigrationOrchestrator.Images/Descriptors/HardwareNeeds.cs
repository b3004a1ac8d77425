namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>The virtual hardware version from which vSphere offers each device.</summary>
internal static class HardwareNeeds
{
    public static int Of(DiskController controller) => controller == DiskController.SataAhci ? 10 : HardwareLimits.LowestHardwareVersion;

    public static int Of(NicModel nic) => nic == NicModel.E1000E ? 8 : HardwareLimits.LowestHardwareVersion;

    public static int Of(Firmware firmware) => firmware switch
    {
        Firmware.EfiSecureBoot => 13,
        Firmware.Efi => 8,
        _ => HardwareLimits.LowestHardwareVersion,
    };

    /// <summary>The lowest version that offers all of a choice's devices.</summary>
    public static int Of(Firmware firmware, DiskController controller, NicModel nic) =>
        Math.Max(Of(firmware), Math.Max(Of(controller), Of(nic)));
}
