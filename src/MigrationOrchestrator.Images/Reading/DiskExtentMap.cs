using System.Runtime.CompilerServices;

namespace MigrationOrchestrator.Images;

/// <summary>Walks the extents of a disk.</summary>
public static class DiskExtentMap
{
    /// <summary>All extents of the disk in order, neighbours of one kind merged; looked up as the caller proceeds.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="ct">Cancels the walk.</param>
    public static async IAsyncEnumerable<DiskExtent> ExtentsAsync(
        this IDiskReader disk, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var open = await disk.ExtentAtAsync(0, ct);
        while (open.End < disk.VirtualSizeBytes)
        {
            ct.ThrowIfCancellationRequested();
            var next = await disk.ExtentAtAsync(open.End, ct);
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
