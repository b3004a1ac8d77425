using System.Buffers.Binary;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Inspection;

/// <summary>Finds a VHDX's size and refuses a parent (Microsoft's MS-VHDX, sections 2.2.3 and 2.6).</summary>
internal static class VhdxMetadata
{
    private const int RegionTableOffset = 192 * 1024;
    private const int MaxEntries = 2047;
    private const int TableHeaderBytes = 32;
    private const uint HasParent = 2;

    private static readonly Guid MetadataRegion = new("8b7ca206-4790-4b9a-b8fe-575f050f886e");
    private static readonly Guid FileParameters = new("caa16737-fa36-4d43-b3b6-33f0aa44e76b");
    private static readonly Guid VirtualDiskSize = new("2fa54224-cd1b-4876-b211-5dbed83bf4b8");

    public static async ValueTask<long> ReadSizeAsync(IRangedSource source, CancellationToken cancellation)
    {
        byte[] region = await EntryAsync(source, RegionTableOffset, 16, MetadataRegion, cancellation);
        long start = BinaryPrimitives.ReadInt64LittleEndian(region.AsSpan(16));
        byte[] parameters = await ItemAsync(source, start, FileParameters, cancellation);
        if ((BinaryPrimitives.ReadUInt32LittleEndian(parameters.AsSpan(4)) & HasParent) != 0)
        {
            throw ForeignHeader.Parent("file parameters", "a parent");
        }

        byte[] size = await ItemAsync(source, start, VirtualDiskSize, cancellation);
        return ForeignHeader.Size(BinaryPrimitives.ReadUInt64LittleEndian(size), "virtual disk size");
    }

    private static async ValueTask<byte[]> ItemAsync(IRangedSource source, long metadata, Guid id, CancellationToken cancellation)
    {
        source.Require(metadata, TableHeaderBytes, "metadata region");
        byte[] entry = await EntryAsync(source, metadata, TableHeaderBytes, id, cancellation);
        return await source.ReadBytesAsync(metadata + BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(16)), 8, "metadata item", cancellation);
    }

    /// <summary>Both tables have entries of 32 bytes that start with a GUID; their entry counts lie at 8 and at 10.</summary>
    private static async ValueTask<byte[]> EntryAsync(IRangedSource source, long table, int headerBytes, Guid id, CancellationToken cancellation)
    {
        const int entryBytes = 32;
        byte[] header = await source.ReadBytesAsync(table, headerBytes, "table", cancellation);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(headerBytes == TableHeaderBytes ? 10 : 8));
        for (int i = 0; i < Math.Min(count, MaxEntries); i++)
        {
            byte[] entry = await source.ReadBytesAsync(table + headerBytes + i * (long)entryBytes, entryBytes, "table entry", cancellation);
            if (new Guid(entry.AsSpan(0, 16)) == id)
            {
                return entry;
            }
        }

        throw ImageFault.Corrupt("table", $"no entry {id}");
    }
}
