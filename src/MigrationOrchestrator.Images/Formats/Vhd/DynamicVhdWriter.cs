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

    private readonly uint[] _table;
    private readonly Guid _id = Guid.NewGuid();
    private long _openBlock = NoBlock;
    private int _filled;

    public DynamicVhdWriter(long virtualSizeBytes)
    {
        CapacityBytes = SlicePlanner.PaddedSize(virtualSizeBytes);
        if (CapacityBytes > VhdLimits.MaxDynamicBytes)
        {
            throw ImageFault.TooLarge("VHD", $"a virtual size of {CapacityBytes} bytes", "2040 GiB for a dynamic VHD");
        }

        _table = new uint[(CapacityBytes - 1) / BlockBytes + 1];
        Array.Fill(_table, VhdDynamicHeader.UnusedBlock);
    }

    public long CapacityBytes { get; }

    public BlockEncoding? Compression => null;

    public int MaxEncodedBytes => 0;

    public int MaxUnitBytes => ImageConverter.UnitBytes / BlockBytes * (BlockBytes + BitmapBytes) + VhdFooter.Bytes;

    public int HeadBytes => (TableOffset + _table.Length * sizeof(uint) + SectorBytes - 1) / SectorBytes * SectorBytes;

    public void Begin(PieceBuffer output)
    {
    }

    public void Encode(Slice slice, IBlockCompressor? compressor)
    {
    }

    public void Append(Slice slice, PieceBuffer output)
    {
        var (block, inBlock) = Math.DivRem(slice.GuestOffset, BlockBytes);
        if (block != _openBlock)
        {
            CloseBlock(output);
            _openBlock = block;
            _table[block] = (uint)(output.Position / SectorBytes);
            output.AppendZeros(BitmapBytes).Fill(0xFF);
        }

        output.AppendZeros((int)inBlock - _filled);
        output.Append(slice.Content);
        _filled = (int)inBlock + Slice.Bytes;
    }

    public void AppendZeros(long guestOffset, int length, PieceBuffer output)
    {
        // Zeros within a block that holds content are written when the block goes on or ends.
    }

    public void EndUnit(long guestOffset, PieceBuffer output) => CloseBlock(output);

    public void Finish(PieceBuffer output) => VhdFooter.Write(output.AppendZeros(VhdFooter.Bytes), CapacityBytes, VhdType.Dynamic, _id);

    public void WriteHead(Span<byte> head, GuestDigest content)
    {
        VhdFooter.Write(head, CapacityBytes, VhdType.Dynamic, _id);
        VhdDynamicHeader.Write(head[VhdFooter.Bytes..], TableOffset, _table.Length);
        var table = head[TableOffset..];
        table.Fill(0xFF);
        for (var i = 0; i < _table.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(table[(i * sizeof(uint))..], _table[i]);
        }
    }

    public void Save(BinaryWriter state)
    {
        foreach (var sector in _table)
        {
            state.Write(sector);
        }
    }

    public void Restore(BinaryReader state)
    {
        for (var i = 0; i < _table.Length; i++)
        {
            _table[i] = state.ReadUInt32();
        }
    }

    private void CloseBlock(PieceBuffer output)
    {
        if (_openBlock != NoBlock)
        {
            output.AppendZeros(BlockBytes - _filled);
            _openBlock = NoBlock;
            _filled = 0;
        }
    }
}

/// <summary>Bounds of the format.</summary>
internal static class VhdLimits
{
    /// <summary>What Microsoft's implementations accept, which keeps sector numbers within 32 bits.</summary>
    public const long MaxDynamicBytes = 2040L << 30;
}
