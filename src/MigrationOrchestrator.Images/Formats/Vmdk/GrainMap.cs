using MigrationOrchestrator.Images.Reading;
using MigrationOrchestrator.Images.Sources;
using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>Looks grains up in the directory and the tables of a sparse extent, one entry at a time.</summary>
internal sealed class GrainMap(IRangedSource source, SparseExtentHeader header, PageCache pages)
{
    private const uint ZeroGrain = 1;

    private readonly MetadataCache tables = new(source, pages);
    private readonly MappedContent mapped = new(source, header.DirectoryEntries, header.GrainBytes);

    /// <summary>What is stored from a guest offset on, to the end of its grain or of its missing table; for data, the file offset of the grain.</summary>
    public async ValueTask<(DiskExtent Extent, long GrainOffset)> FindAsync(long guestOffset, CancellationToken cancellation)
    {
        long directoryIndex = guestOffset / header.TableSpan;
        long table = await TableAsync(directoryIndex, cancellation);
        if (table == 0)
        {
            return (Extent(guestOffset, header.TableSpan, ExtentKind.Unallocated), 0);
        }

        if (!mapped.Has(directoryIndex))
        {
            mapped.Add(directoryIndex, await BytesInFileAsync(table, cancellation), "grain table");
        }

        long index = guestOffset % header.TableSpan / header.GrainBytes;
        uint sector = await tables.UInt32LittleEndianAsync(table + index * sizeof(uint), "grain table", cancellation);
        ExtentKind kind = sector == 0 ? ExtentKind.Unallocated
            : sector == ZeroGrain && header.HasZeroGrains ? ExtentKind.Zero
            : ExtentKind.Data;
        return (Extent(guestOffset, header.GrainBytes, kind), kind == ExtentKind.Data ? (long)sector * SectorBytes : 0);
    }

    /// <summary>The least that a grain table and the grains that it maps take in the file.</summary>
    private async ValueTask<long> BytesInFileAsync(long table, CancellationToken cancellation)
    {
        long bytes = GrainTableBytes;
        for (int entry = 0; entry < GrainTableEntries; entry++)
        {
            uint sector = await tables.UInt32LittleEndianAsync(table + entry * sizeof(uint), "grain table", cancellation);
            bytes += sector == 0 || (sector == ZeroGrain && header.HasZeroGrains) ? 0 : header.SmallestGrainBytes;
        }

        return bytes;
    }

    private async ValueTask<long> TableAsync(long directoryIndex, CancellationToken cancellation) =>
        (long)await tables.UInt32LittleEndianAsync(
            header.DirectorySector * SectorBytes + directoryIndex * sizeof(uint), "grain directory", cancellation) * SectorBytes;

    private DiskExtent Extent(long guestOffset, long granularity, ExtentKind kind) =>
        new(guestOffset, Math.Min(granularity - guestOffset % granularity, header.CapacityBytes - guestOffset), kind);
}
