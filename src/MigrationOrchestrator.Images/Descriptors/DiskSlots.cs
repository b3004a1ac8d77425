namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>A place for a disk: the controller's number from 0, and the unit on it.</summary>
internal readonly record struct DiskSlot(int Controller, int Unit);

/// <summary>Where the disks of a machine sit. Each controller is filled before the next is added.</summary>
internal static class DiskSlots
{
    // On a SCSI bus the controller itself is unit 7.
    private const int ScsiControllerUnit = 7;

    /// <summary>How many disks all controllers of a kind hold together.</summary>
    public static int Capacity(DiskController kind) => Controllers(kind) * Units(kind);

    /// <summary>The place of the disk with that index, from 0.</summary>
    public static DiskSlot Of(DiskController kind, int disk)
    {
        (int controller, int unit) = Math.DivRem(disk, Units(kind));
        return new DiskSlot(controller, IsScsi(kind) && unit >= ScsiControllerUnit ? unit + 1 : unit);
    }

    private static bool IsScsi(DiskController kind) => kind is not (DiskController.Ide or DiskController.SataAhci);

    private static int Controllers(DiskController kind) => kind == DiskController.Ide ? 2 : 4;

    private static int Units(DiskController kind) => kind switch
    {
        DiskController.Ide => 2,
        DiskController.SataAhci => 30,
        _ => 15,
    };
}
