namespace MigrationOrchestrator.Images;

/// <summary>Checks of the ranges that callers ask a disk for.</summary>
internal static class DiskRange
{
    public static void Require(IDiskReader disk, long guestOffset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(guestOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(guestOffset, disk.VirtualSizeBytes - length);
    }
}
