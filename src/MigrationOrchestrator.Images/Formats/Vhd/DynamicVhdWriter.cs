using System.Buffers.Binary;
using MigrationOrchestrator.Images.Compression;
using MigrationOrchestrator.Images.Conversion;

namespace MigrationOrchestrator.Images.Formats.Vhd;

/// <summary>
/// Lays out a dynamic VHD: blocks of 2 MiB that hold any content, a footer, and last the head with footer copy, header and table.
/// </summary>
internal sealed class DynamicVhdWriter : IImageWriter
{
    private const int BlockBytes = VhdDynamicHeader.DefaultBlockBytes;
    private const int SectorBytes = VhdDynamicHeader.SectorBytes;
    private const int TableOffset = VhdFooter.Bytes + VhdDynamicHeader.Bytes;
    private const int BitmapBytes = BlockBytes / SectorBytes / 8;
    private const long NoBlock = -1;

    private readonly uint[] table;
    private readonly Guid id = Guid.NewGuid();
    private long openBlock = NoBlock;
    private int filled;

    public DynamicVhdWriter(long virtualSizeBytes)
    {
        CapacityBytes = SlicePlanner.PaddedSize(virtualSizeBytes);
        if (CapacityBytes > VhdLimits.MaxDynamicBytes)
        {
            throw ImageFault.TooLarge("VHD", $"a virtual size of {CapacityBytes} bytes", "2040 GiB for a dynamic VHD");
        }

        table = new uint[(CapacityBytes - 1) / BlockBytes + 1];
        Array.Fill(table, VhdDynamicHeader.UnusedBlock);
    }

    public long CapacityBytes { get; }

    public BlockEncoding? Compression => null;

    public int MaxEncodedBytes => 0;

    public int MaxUnitBytes => ImageConverter.UnitBytes / BlockBytes * (BlockBytes + BitmapBytes) + VhdFooter.Bytes;

    public int HeadBytes => (TableOffset + table.Length * sizeof(uint) + SectorBytes - 1) / SectorBytes * SectorBytes;

    public void Begin(PieceBuffer output)
    {
    }

    public void Encode(Slice slice, IBlockCompressor? compressor)
    {
    }

    public void Append(Slice slice, PieceBuffer output)
    {
        (long block, long inBlock) = Math.DivRem(slice.GuestOffset, BlockBytes);
        if (block != openBlock)
        {
            CloseBlock(output);
            openBlock = block;
            table[block] = (uint)(output.Position / SectorBytes);
            output.AppendZeros(BitmapBytes).Fill(0xFF);
        }

        output.AppendZeros((int)inBlock - filled);
        output.Append(slice.Content);
        filled = (int)inBlock + Slice.Bytes;
    }

    public void AppendZeros(long guestOffset, int length, PieceBuffer output)
    {
        // Zeros within a block that holds content are written when the block goes on or ends.
    }

    public void EndUnit(long guestOffset, PieceBuffer output) => CloseBlock(output);

    public void Finish(PieceBuffer output) => VhdFooter.Write(output.AppendZeros(VhdFooter.Bytes), CapacityBytes, VhdType.Dynamic, id);

    public void WriteHead(Span<byte> head, GuestDigest content)
    {
        VhdFooter.Write(head, CapacityBytes, VhdType.Dynamic, id);
        VhdDynamicHeader.Write(head[VhdFooter.Bytes..], TableOffset, this.table.Length);
        Span<byte> table = head[TableOffset..];
        table.Fill(0xFF);
        for (int i = 0; i < this.table.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(table[(i * sizeof(uint))..], this.table[i]);
        }
    }

    public void Save(BinaryWriter state)
    {
        foreach (uint sector in table)
        {
            state.Write(sector);
        }
    }

    public void Restore(BinaryReader state)
    {
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = state.ReadUInt32();
        }
    }

    private void CloseBlock(PieceBuffer output)
    {
        if (openBlock != NoBlock)
        {
            output.AppendZeros(BlockBytes - filled);
            openBlock = NoBlock;
            filled = 0;
        }
    }
}

/// <summary>Bounds of the format.</summary>
internal static class VhdLimits
{
    /// <summary>What Microsoft's implementations accept, which keeps sector numbers within 32 bits.</summary>
    public const long MaxDynamicBytes = 2040L << 30;
}
