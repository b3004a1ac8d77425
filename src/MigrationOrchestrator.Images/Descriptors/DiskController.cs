namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>The virtual controller that carries a machine's disks.</summary>
public enum DiskController
{
    /// <summary>VMware's paravirtual SCSI controller; Linux module <c>vmw_pvscsi</c>. 4 controllers of 15 disks.</summary>
    ParavirtualScsi,

    /// <summary>SATA AHCI; Linux module <c>ahci</c>, Windows <c>storahci</c>. 4 controllers of 30 disks, hardware version 10 and later.</summary>
    SataAhci,

    /// <summary>IDE; Linux module <c>ata_piix</c>. 2 controllers of 2 disks.</summary>
    Ide,

    /// <summary>LSI Logic SAS; in Windows from Server 2008 on. 4 controllers of 15 disks.</summary>
    LsiLogicSas,

    /// <summary>LSI Logic parallel SCSI; for guests older than the other controllers. 4 controllers of 15 disks.</summary>
    LsiLogic,
}
