using MigrationOrchestrator.Images.Reading;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Vhd;

/// <summary>Reads a dynamic VHD. A block that is allocated holds all of its sectors, so the bitmaps need not be read.</summary>
internal sealed class DynamicVhdReader(IRangedSource source, VhdFooter footer, VhdDynamicHeader header) : IDiskReader
{
    private const int EntriesPerPart = 16 * 1024;

    private readonly MetadataCache table = new(source, MetadataCache.CreatePages());
    private readonly MappedContent mapped = new(source, header.BlocksOf(footer.SizeBytes) / EntriesPerPart + 1, header.BlockBytes + header.BitmapBytes);

    public ImageFormat Format => ImageFormat.Vhd;

    public long VirtualSizeBytes => footer.SizeBytes;

    public async ValueTask<DiskExtent> ExtentAtAsync(long guestOffset, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)guestOffset, (ulong)VirtualSizeBytes, nameof(guestOffset));
        return (await FindAsync(guestOffset, cancellation)).Extent;
    }

    public async ValueTask ReadAsync(long guestOffset, Memory<byte> buffer, CancellationToken cancellation)
    {
        DiskRange.Require(this, guestOffset, buffer.Length);
        while (buffer.Length > 0)
        {
            (DiskExtent extent, long fileOffset) = await FindAsync(guestOffset, cancellation);
            Memory<byte> part = buffer[..(int)Math.Min(extent.LengthBytes, buffer.Length)];
            if (extent.Kind == ExtentKind.Data)
            {
                await source.ReadExactlyAsync(fileOffset, part, "block", cancellation);
            }
            else
            {
                part.Span.Clear();
            }

            guestOffset += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<(DiskExtent Extent, long FileOffset)> FindAsync(long guestOffset, CancellationToken cancellation)
    {
        (long block, long inBlock) = Math.DivRem(guestOffset, header.BlockBytes);
        long part = block / EntriesPerPart;
        if (!mapped.Has(part))
        {
            mapped.Add(part, await BytesInFileAsync(part * EntriesPerPart, cancellation), "block allocation table");
        }

        uint sector = await table.UInt32BigEndianAsync(header.TableOffset + block * sizeof(uint), "block allocation table", cancellation);
        ExtentKind kind = sector == VhdDynamicHeader.UnusedBlock ? ExtentKind.Unallocated : ExtentKind.Data;
        long length = Math.Min(header.BlockBytes - inBlock, VirtualSizeBytes - guestOffset);
        return (new DiskExtent(guestOffset, length, kind), sector * (long)VhdDynamicHeader.SectorBytes + header.BitmapBytes + inBlock);
    }

    /// <summary>What the blocks of a part of the table take in the file.</summary>
    private async ValueTask<long> BytesInFileAsync(long first, CancellationToken cancellation)
    {
        long end = Math.Min(first + EntriesPerPart, header.BlocksOf(VirtualSizeBytes));
        long used = 0L;
        for (long block = first; block < end; block++)
        {
            uint sector = await table.UInt32BigEndianAsync(header.TableOffset + block * sizeof(uint), "block allocation table", cancellation);
            used += sector == VhdDynamicHeader.UnusedBlock ? 0 : 1;
        }

        return used * (header.BitmapBytes + header.BlockBytes);
    }
}
