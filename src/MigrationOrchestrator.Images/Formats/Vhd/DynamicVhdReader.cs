using MigrationOrchestrator.Images.Reading;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Vhd;

/// <summary>Reads a dynamic VHD. A block that is allocated holds all of its sectors, so the bitmaps need not be read.</summary>
internal sealed class DynamicVhdReader(IRangedSource source, VhdFooter footer, VhdDynamicHeader header) : IDiskReader
{
    private const int EntriesPerPart = 16 * 1024;

    private readonly MetadataCache _table = new(source, MetadataCache.CreatePages());
    private readonly MappedContent _mapped = new(source, header.BlocksOf(footer.SizeBytes) / EntriesPerPart + 1, header.BlockBytes + header.BitmapBytes);

    public ImageFormat Format => ImageFormat.Vhd;

    public long VirtualSizeBytes => footer.SizeBytes;

    public async ValueTask<DiskExtent> ExtentAtAsync(long guestOffset, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)guestOffset, (ulong)VirtualSizeBytes, nameof(guestOffset));
        return (await FindAsync(guestOffset, ct)).Extent;
    }

    public async ValueTask ReadAsync(long guestOffset, Memory<byte> buffer, CancellationToken ct)
    {
        DiskRange.Require(this, guestOffset, buffer.Length);
        while (buffer.Length > 0)
        {
            var (extent, fileOffset) = await FindAsync(guestOffset, ct);
            var part = buffer[..(int)Math.Min(extent.LengthBytes, buffer.Length)];
            if (extent.Kind == ExtentKind.Data)
            {
                await source.ReadExactlyAsync(fileOffset, part, "block", ct);
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

    private async ValueTask<(DiskExtent Extent, long FileOffset)> FindAsync(long guestOffset, CancellationToken ct)
    {
        var (block, inBlock) = Math.DivRem(guestOffset, header.BlockBytes);
        var part = block / EntriesPerPart;
        if (!_mapped.Has(part))
        {
            _mapped.Add(part, await BytesInFileAsync(part * EntriesPerPart, ct), "block allocation table");
        }

        var sector = await _table.UInt32BigEndianAsync(header.TableOffset + block * sizeof(uint), "block allocation table", ct);
        var kind = sector == VhdDynamicHeader.UnusedBlock ? ExtentKind.Unallocated : ExtentKind.Data;
        var length = Math.Min(header.BlockBytes - inBlock, VirtualSizeBytes - guestOffset);
        return (new DiskExtent(guestOffset, length, kind), sector * (long)VhdDynamicHeader.SectorBytes + header.BitmapBytes + inBlock);
    }

    /// <summary>What the blocks of a part of the table take in the file.</summary>
    private async ValueTask<long> BytesInFileAsync(long first, CancellationToken ct)
    {
        var end = Math.Min(first + EntriesPerPart, header.BlocksOf(VirtualSizeBytes));
        var used = 0L;
        for (var block = first; block < end; block++)
        {
            var sector = await _table.UInt32BigEndianAsync(header.TableOffset + block * sizeof(uint), "block allocation table", ct);
            used += sector == VhdDynamicHeader.UnusedBlock ? 0 : 1;
        }

        return used * (header.BitmapBytes + header.BlockBytes);
    }
}
