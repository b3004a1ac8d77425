using System.Runtime.CompilerServices;

namespace MigrationOrchestrator.Images;

/// <summary>Walks the extents of a disk.</summary>
public static class DiskExtentMap
{
    /// <summary>All extents of the disk in order, neighbours of one kind merged; looked up as the caller proceeds.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="cancellation">Cancels the walk.</param>
    public static async IAsyncEnumerable<DiskExtent> ExtentsAsync(
        this IDiskReader disk, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        DiskExtent open = await disk.ExtentAtAsync(0, cancellation);
        while (open.End < disk.VirtualSizeBytes)
        {
            cancellation.ThrowIfCancellationRequested();
            DiskExtent next = await disk.ExtentAtAsync(open.End, cancellation);
            if (next.Kind == open.Kind)
            {
                open = open with { LengthBytes = open.LengthBytes + next.LengthBytes };
                continue;
            }

            yield return open;
            open = next;
        }

        yield return open;
    }
}
