using System.Runtime.CompilerServices;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>A stretch of the disk, in whole slices: one slice to read, or zeros of any length.</summary>
internal readonly record struct PlannedRange(long GuestOffset, long LengthBytes, bool HasData);

/// <summary>Divides a disk into slices to read and runs of zeros to skip, looking no further ahead than asked.</summary>
internal static class SlicePlanner
{
    /// <summary>The disk's size in whole slices: the last one is padded.</summary>
    public static long PaddedSize(long virtualSizeBytes) => (virtualSizeBytes + Slice.Bytes - 1) / Slice.Bytes * Slice.Bytes;

    public static async IAsyncEnumerable<PlannedRange> PlanAsync(
        IDiskReader disk, long start, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long end = PaddedSize(disk.VirtualSizeBytes);
        for (long position = start; position < end;)
        {
            cancellation.ThrowIfCancellationRequested();
            long zeroEnd = await ZeroEndAsync(disk, position, cancellation);
            PlannedRange range = zeroEnd > position
                ? new PlannedRange(position, zeroEnd - position, HasData: false)
                : new PlannedRange(position, Slice.Bytes, HasData: true);
            yield return range;
            position += range.LengthBytes;
        }
    }

    /// <summary>End of the whole slices of zeros that start at a slice boundary.</summary>
    private static async ValueTask<long> ZeroEndAsync(IDiskReader disk, long position, CancellationToken cancellation)
    {
        long reached = position;
        while (reached < disk.VirtualSizeBytes)
        {
            cancellation.ThrowIfCancellationRequested();
            DiskExtent extent = await disk.ExtentAtAsync(reached, cancellation);
            if (extent.Kind == ExtentKind.Data)
            {
                return reached / Slice.Bytes * Slice.Bytes;
            }

            reached = extent.End;
        }

        return PaddedSize(disk.VirtualSizeBytes);
    }
}
