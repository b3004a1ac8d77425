namespace MigrationOrchestrator.Images.Reading;

/// <summary>A disk whose parts follow one another; closes what it owns.</summary>
internal sealed class ConcatenatedDisk(ImageFormat format) : IDiskReader
{
    private readonly List<(long Start, long Length, IDiskReader? Disk)> parts = [];
    private readonly List<IAsyncDisposable> owned = [];

    public ImageFormat Format => format;

    public long VirtualSizeBytes { get; private set; }

    /// <summary>Appends the first bytes of a disk.</summary>
    public void Add(IDiskReader disk, long lengthBytes)
    {
        Own(disk);
        Append(disk, lengthBytes);
    }

    public void AddZeros(long lengthBytes) => Append(null, lengthBytes);

    /// <summary>Closes something together with this disk.</summary>
    public void Own(IAsyncDisposable resource) => owned.Add(resource);

    public async ValueTask<DiskExtent> ExtentAtAsync(long guestOffset, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)guestOffset, (ulong)VirtualSizeBytes, nameof(guestOffset));
        (long start, long length, IDiskReader? disk) = PartAt(guestOffset);
        long rest = start + length - guestOffset;
        if (disk is null)
        {
            return new DiskExtent(guestOffset, rest, ExtentKind.Zero);
        }

        DiskExtent extent = await disk.ExtentAtAsync(guestOffset - start, cancellation);
        return extent with { GuestOffset = guestOffset, LengthBytes = Math.Min(extent.LengthBytes, rest) };
    }

    public async ValueTask ReadAsync(long guestOffset, Memory<byte> buffer, CancellationToken cancellation)
    {
        DiskRange.Require(this, guestOffset, buffer.Length);
        while (buffer.Length > 0)
        {
            (long start, long length, IDiskReader? disk) = PartAt(guestOffset);
            Memory<byte> target = buffer[..(int)Math.Min(buffer.Length, start + length - guestOffset)];
            if (disk is null)
            {
                target.Span.Clear();
            }
            else
            {
                await disk.ReadAsync(guestOffset - start, target, cancellation);
            }

            guestOffset += target.Length;
            buffer = buffer[target.Length..];
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (int i = owned.Count - 1; i >= 0; i--)
        {
            await owned[i].DisposeAsync();
        }
    }

    private void Append(IDiskReader? disk, long lengthBytes)
    {
        parts.Add((VirtualSizeBytes, lengthBytes, disk));
        VirtualSizeBytes = checked(VirtualSizeBytes + lengthBytes);
    }

    private (long Start, long Length, IDiskReader? Disk) PartAt(long guestOffset)
    {
        int low = 0, high = parts.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = parts[middle].Start <= guestOffset ? (middle, high) : (low, middle - 1);
        }

        return parts[low];
    }
}
