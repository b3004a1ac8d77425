using System.Buffers.Binary;
using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>Writes the first sector of a version 3 streamOptimized extent, and its footer.</summary>
internal static class StreamOptimizedHeader
{
    /// <summary>Header and descriptor up to the first grain.</summary>
    public const int OverheadBytes = GrainBytes;

    private const int DescriptorSectors = 20;

    /// <summary>Fills in a sector.</summary>
    /// <param name="header">One zeroed sector.</param>
    /// <param name="capacityBytes">The disk's size, a multiple of a grain.</param>
    /// <param name="directorySector">Where the grain directory starts, or <see cref="DirectoryAtEnd"/>.</param>
    public static void Write(Span<byte> header, long capacityBytes, ulong directorySector)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, SparseExtentHeader.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], 3);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], FlagNewLineTest | FlagCompressed | FlagMarkers);
        BinaryPrimitives.WriteInt64LittleEndian(header[12..], capacityBytes / SectorBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header[20..], GrainSectors);
        BinaryPrimitives.WriteInt64LittleEndian(header[28..], 1);
        BinaryPrimitives.WriteInt64LittleEndian(header[36..], DescriptorSectors);
        BinaryPrimitives.WriteInt32LittleEndian(header[44..], GrainTableEntries);
        BinaryPrimitives.WriteUInt64LittleEndian(header[56..], directorySector);
        BinaryPrimitives.WriteInt64LittleEndian(header[64..], OverheadBytes / SectorBytes);
        "\n \r\n"u8.CopyTo(header[73..]); // damaged by transfers that translate line ends
        BinaryPrimitives.WriteUInt16LittleEndian(header[77..], DeflateCompression);
    }
}
