using MigrationOrchestrator.Images.Reading;
using MigrationOrchestrator.Images.Sources;
using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>Looks grains up in the directory and the tables of a sparse extent, one entry at a time.</summary>
internal sealed class GrainMap(IRangedSource source, SparseExtentHeader header, PageCache pages)
{
    private const uint ZeroGrain = 1;

    private readonly MetadataCache _tables = new(source, pages);
    private readonly MappedContent _mapped = new(source, header.DirectoryEntries, header.GrainBytes);

    /// <summary>What is stored from a guest offset on, to the end of its grain or of its missing table; for data, the file offset of the grain.</summary>
    public async ValueTask<(DiskExtent Extent, long GrainOffset)> FindAsync(long guestOffset, CancellationToken ct)
    {
        var directoryIndex = guestOffset / header.TableSpan;
        var table = await TableAsync(directoryIndex, ct);
        if (table == 0)
        {
            return (Extent(guestOffset, header.TableSpan, ExtentKind.Unallocated), 0);
        }

        if (!_mapped.Has(directoryIndex))
        {
            _mapped.Add(directoryIndex, await BytesInFileAsync(table, ct), "grain table");
        }

        var index = guestOffset % header.TableSpan / header.GrainBytes;
        var sector = await _tables.UInt32LittleEndianAsync(table + index * sizeof(uint), "grain table", ct);
        var kind = sector == 0 ? ExtentKind.Unallocated
            : sector == ZeroGrain && header.HasZeroGrains ? ExtentKind.Zero
            : ExtentKind.Data;
        return (Extent(guestOffset, header.GrainBytes, kind), kind == ExtentKind.Data ? (long)sector * SectorBytes : 0);
    }

    /// <summary>The least that a grain table and the grains that it maps take in the file.</summary>
    private async ValueTask<long> BytesInFileAsync(long table, CancellationToken ct)
    {
        long bytes = GrainTableBytes;
        for (var entry = 0; entry < GrainTableEntries; entry++)
        {
            var sector = await _tables.UInt32LittleEndianAsync(table + entry * sizeof(uint), "grain table", ct);
            bytes += sector == 0 || (sector == ZeroGrain && header.HasZeroGrains) ? 0 : header.SmallestGrainBytes;
        }

        return bytes;
    }

    private async ValueTask<long> TableAsync(long directoryIndex, CancellationToken ct) =>
        (long)await _tables.UInt32LittleEndianAsync(
            header.DirectorySector * SectorBytes + directoryIndex * sizeof(uint), "grain directory", ct) * SectorBytes;

    private DiskExtent Extent(long guestOffset, long granularity, ExtentKind kind) =>
        new(guestOffset, Math.Min(granularity - guestOffset % granularity, header.CapacityBytes - guestOffset), kind);
}
