namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>
/// Which controller and card a guest from a KVM cloud can use as it is. The disk must be found by the drivers of its initramfs, which were chosen
/// on the source's hardware; the network only by those on its disk. docs/decisions tells where each rule comes from.
/// </summary>
internal static class DeviceRules
{
    private const int SataHardware = 10;

    public static Chosen<DiskController> DiskControllerFor(GuestOs os, int highestHardware)
    {
        bool sata = highestHardware >= SataHardware;
        return os.Family switch
        {
            GuestFamily.Debian when os.MajorVersion < 7 => new(DiskController.LsiLogic,
                "Debian before 7 may lack the paravirtual SCSI driver; its initramfs holds the one for LSI Logic."),
            GuestFamily.Debian => new(DiskController.ParavirtualScsi,
                "Debian's initramfs holds the paravirtual SCSI driver, also with the cloud kernel, which has no SATA or LSI driver."),
            GuestFamily.Ubuntu when os.MajorVersion < 12 => new(DiskController.LsiLogic,
                "Ubuntu before 12.04 may lack the paravirtual SCSI driver; its initramfs holds the one for LSI Logic."),
            GuestFamily.Ubuntu => new(DiskController.ParavirtualScsi, "Ubuntu's initramfs holds the paravirtual SCSI driver."),
            GuestFamily.RedHat when IsReleaseBefore(os, 7) => Ide("an initramfs from before dracut 020 is only sure to find IDE disks"),
            GuestFamily.Suse when IsReleaseBefore(os, 12) => Ide("an initramfs from before dracut 020 is only sure to find IDE disks"),
            GuestFamily.RedHat or GuestFamily.Suse when sata => new(DiskController.SataAhci,
                "An initramfs that dracut built on KVM holds the SATA driver but none for VMware's SCSI controllers."),
            GuestFamily.RedHat or GuestFamily.Suse => Ide("an initramfs that dracut built on KVM holds no driver for VMware's SCSI controllers, and this target is too old for SATA"),
            GuestFamily.Windows when sata => new(DiskController.SataAhci,
                "Windows brings the SATA driver itself; an installation that only ever saw virtio must have storahci set to start at boot (StartOverride 0)."),
            GuestFamily.Windows => new(DiskController.LsiLogicSas,
                "This target is too old for SATA; Windows brings the LSI Logic SAS driver itself since Server 2008."),
            GuestFamily.Bsd when sata => new(DiskController.SataAhci, "The BSD kernels hold the SATA driver."),
            GuestFamily.Bsd => new(DiskController.LsiLogic, "This target is too old for SATA; the BSD kernels hold the LSI Logic driver."),
            GuestFamily.Linux => Ide("it is the only controller that every common Linux finds without changes, and how this one builds its initramfs is not known"),
            _ => Ide("nothing is known about the guest, and IDE is what most systems find"),
        };
    }

    public static Chosen<NicModel> NicFor(GuestOs os, int highestHardware) => os.Family switch
    {
        GuestFamily.RedHat when IsReleaseBefore(os, 6) => new(NicModel.E1000, "Kernels before 2.6.32 have no VMXNET3 driver."),
        GuestFamily.Suse when IsReleaseBefore(os, 11) => new(NicModel.E1000, "Kernels before 2.6.32 have no VMXNET3 driver."),
        GuestFamily.Debian or GuestFamily.Ubuntu or GuestFamily.RedHat or GuestFamily.Suse or GuestFamily.Linux => new(NicModel.Vmxnet3,
            "Linux has the VMXNET3 driver since 2.6.32."),
        GuestFamily.Windows when highestHardware < 8 || BeforeWindows8(os) => new(NicModel.E1000,
            "Windows before 8 and Server 2012 brings the driver for this card itself, and VMXNET3 would need VMware Tools."),
        GuestFamily.Windows => new(NicModel.E1000E, "Windows brings the driver for this card itself, and VMXNET3 would need VMware Tools."),
        GuestFamily.Bsd => new(NicModel.E1000, "Every BSD kernel holds the driver for this card."),
        _ => new(NicModel.E1000, "Nothing is known about the guest, and this card is known to most systems."),
    };

    private static Chosen<DiskController> Ide(string reason) => new(DiskController.Ide, $"IDE, because {reason}; it is slow, and holds at most 4 disks.");

    // Only the enterprise distributions have releases old enough to matter: Fedora, Amazon Linux and Photon count otherwise.
    private static bool IsReleaseBefore(GuestOs os, int first) =>
        os.MajorVersion < first && os.Distribution is ("rhel" or "centos" or "oracle" or "sles");

    private static bool BeforeWindows8(GuestOs os) => os.MajorVersion is < 8 or (>= 2000 and < 2012);
}
