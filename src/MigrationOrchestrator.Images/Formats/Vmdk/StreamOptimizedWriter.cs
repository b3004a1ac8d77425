using System.Buffers.Binary;
using MigrationOrchestrator.Images.Compression;
using MigrationOrchestrator.Images.Conversion;
using static MigrationOrchestrator.Images.Formats.Vmdk.SparseExtentLayout;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>
/// Lays out a streamOptimized VMDK as VMware's exports are: header and descriptor, compressed grains in ascending order,
/// after each 32 MiB their grain table, at the end grain directory, footer and the end-of-stream marker. The header is
/// written last, as its descriptor has the content's identity.
/// </summary>
/// <remarks>
/// The exact length and the marker as the last sector matter: importers that read a stream stop at the first zero sector
/// and compare what they consumed with the manifest.
/// </remarks>
internal sealed class StreamOptimizedWriter : IImageWriter
{
    private const int MaxDataBytes = GrainBytes + 64; // what a stored grain takes, and less than twice a grain, which readers allow
    private const int MaxGrainBytes = (GrainMarkerBytes + MaxDataBytes + SectorBytes - 1) / SectorBytes * SectorBytes;
    private const int GrainsPerSlice = Slice.Bytes / GrainBytes;

    private readonly uint[] directory;
    private readonly uint[] table = new uint[GrainTableEntries];
    private bool tableHasGrains;

    public StreamOptimizedWriter(long virtualSizeBytes)
    {
        CapacityBytes = SlicePlanner.PaddedSize(virtualSizeBytes);
        directory = new uint[(CapacityBytes + ImageConverter.UnitBytes - 1) / ImageConverter.UnitBytes];
    }

    public long CapacityBytes { get; }

    public BlockEncoding? Compression => BlockEncoding.Zlib;

    public int MaxEncodedBytes => GrainsPerSlice * MaxGrainBytes;

    public int MaxUnitBytes =>
        GrainTableEntries * MaxGrainBytes + SectorBytes + GrainTableBytes
        + DirectoryBytes + 4 * SectorBytes;

    private int DirectoryBytes => (directory.Length * sizeof(uint) + SectorBytes - 1) / SectorBytes * SectorBytes;

    public int HeadBytes => StreamOptimizedHeader.OverheadBytes;

    public void Begin(PieceBuffer output)
    {
    }

    public void Encode(Slice slice, IBlockCompressor? compressor)
    {
        int position = 0;
        for (int index = 0; index < GrainsPerSlice; index++)
        {
            Span<byte> grain = slice.Content.AsSpan(index * GrainBytes, GrainBytes);
            if (Zeros.All(grain))
            {
                continue;
            }

            Span<byte> target = slice.Encoded.AsSpan(position, MaxGrainBytes);
            Span<byte> data = target.Slice(GrainMarkerBytes, MaxDataBytes);
            int length = compressor!.Compress(grain, data);
            if (length == 0)
            {
                length = StoredZlib.Write(grain, data);
            }

            BinaryPrimitives.WriteInt64LittleEndian(target, slice.GuestOffset / SectorBytes + (long)index * GrainSectors);
            BinaryPrimitives.WriteInt32LittleEndian(target[sizeof(long)..], length);
            int used = GrainMarkerBytes + length;
            int padded = (used + SectorBytes - 1) / SectorBytes * SectorBytes;
            target[used..padded].Clear();
            slice.Blocks.Add(new EncodedBlock(index, position, padded));
            position += padded;
        }

        slice.EncodedLength = position;
    }

    public void Append(Slice slice, PieceBuffer output)
    {
        int first = (int)(slice.GuestOffset % ImageConverter.UnitBytes / GrainBytes);
        foreach (EncodedBlock grain in slice.Blocks)
        {
            table[first + grain.Index] = Sector(output.Position + grain.Start);
        }

        tableHasGrains |= slice.Blocks.Count > 0;
        output.Append(slice.Encoded.AsSpan(0, slice.EncodedLength));
    }

    public void AppendZeros(long guestOffset, int length, PieceBuffer output)
    {
        // A grain that is not in the table reads as zeros.
    }

    public void EndUnit(long guestOffset, PieceBuffer output)
    {
        if (!tableHasGrains)
        {
            return;
        }

        WriteMarker(output, MarkerType.GrainTable, GrainTableBytes);
        directory[(guestOffset - 1) / ImageConverter.UnitBytes] = Sector(output.Position);
        WriteEntries(table, output.AppendZeros(GrainTableBytes));
        Array.Clear(table);
        tableHasGrains = false;
    }

    public void Finish(PieceBuffer output)
    {
        WriteMarker(output, MarkerType.GrainDirectory, DirectoryBytes);
        uint directory = Sector(output.Position);
        WriteEntries(this.directory, output.AppendZeros(DirectoryBytes));
        WriteMarker(output, MarkerType.Footer, SectorBytes);
        StreamOptimizedHeader.Write(output.AppendZeros(SectorBytes), CapacityBytes, directory);
        WriteMarker(output, MarkerType.EndOfStream, 0);
    }

    public void WriteHead(Span<byte> head, GuestDigest content)
    {
        StreamOptimizedHeader.Write(head, CapacityBytes, DirectoryAtEnd);
        VmdkDescriptorText.WriteStreamOptimized(head[SectorBytes..], CapacityBytes, content);
    }

    public void Save(BinaryWriter state)
    {
        // Checkpoints lie between units, where the current table is empty.
        foreach (uint entry in directory)
        {
            state.Write(entry);
        }
    }

    public void Restore(BinaryReader state)
    {
        for (int i = 0; i < directory.Length; i++)
        {
            directory[i] = state.ReadUInt32();
        }
    }

    private static void WriteMarker(PieceBuffer output, MarkerType type, int contentBytes)
    {
        Span<byte> marker = output.AppendZeros(SectorBytes);
        BinaryPrimitives.WriteInt64LittleEndian(marker, contentBytes / SectorBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(marker[GrainMarkerBytes..], (uint)type);
    }

    private static void WriteEntries(uint[] entries, Span<byte> target)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target[(i * sizeof(uint))..], entries[i]);
        }
    }

    /// <summary>Tables hold sector numbers of 32 bits, so a file ends at 2 TiB.</summary>
    private static uint Sector(long offset) =>
        offset / SectorBytes is var sector and <= uint.MaxValue
            ? (uint)sector
            : throw ImageFault.TooLarge("VMDK", "more than 2 TiB of compressed content", "2 TiB for one streamOptimized file");
}
