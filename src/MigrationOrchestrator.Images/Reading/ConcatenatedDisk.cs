namespace MigrationOrchestrator.Images.Reading;

/// <summary>A disk whose parts follow one another; closes what it owns.</summary>
internal sealed class ConcatenatedDisk(ImageFormat format) : IDiskReader
{
    private readonly List<(long Start, long Length, IDiskReader? Disk)> _parts = [];
    private readonly List<IAsyncDisposable> _owned = [];

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
    public void Own(IAsyncDisposable resource) => _owned.Add(resource);

    public async ValueTask<DiskExtent> ExtentAtAsync(long guestOffset, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)guestOffset, (ulong)VirtualSizeBytes, nameof(guestOffset));
        var (start, length, disk) = PartAt(guestOffset);
        var rest = start + length - guestOffset;
        if (disk is null)
        {
            return new DiskExtent(guestOffset, rest, ExtentKind.Zero);
        }

        var extent = await disk.ExtentAtAsync(guestOffset - start, ct);
        return extent with { GuestOffset = guestOffset, LengthBytes = Math.Min(extent.LengthBytes, rest) };
    }

    public async ValueTask ReadAsync(long guestOffset, Memory<byte> buffer, CancellationToken ct)
    {
        DiskRange.Require(this, guestOffset, buffer.Length);
        while (buffer.Length > 0)
        {
            var (start, length, disk) = PartAt(guestOffset);
            var target = buffer[..(int)Math.Min(buffer.Length, start + length - guestOffset)];
            if (disk is null)
            {
                target.Span.Clear();
            }
            else
            {
                await disk.ReadAsync(guestOffset - start, target, ct);
            }

            guestOffset += target.Length;
            buffer = buffer[target.Length..];
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            await _owned[i].DisposeAsync();
        }
    }

    private void Append(IDiskReader? disk, long lengthBytes)
    {
        _parts.Add((VirtualSizeBytes, lengthBytes, disk));
        VirtualSizeBytes = checked(VirtualSizeBytes + lengthBytes);
    }

    private (long Start, long Length, IDiskReader? Disk) PartAt(long guestOffset)
    {
        int low = 0, high = _parts.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _parts[middle].Start <= guestOffset ? (middle, high) : (low, middle - 1);
        }

        return _parts[low];
    }
}
