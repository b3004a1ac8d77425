using MigrationOrchestrator.Images.Compression;
using MigrationOrchestrator.Images.Conversion;

namespace MigrationOrchestrator.Images.Formats.Raw;

/// <summary>Lays out the disk's bytes as they are.</summary>
internal class RawWriter(long capacityBytes) : IImageWriter
{
    public long CapacityBytes => capacityBytes;

    public BlockEncoding? Compression => null;

    public int MaxEncodedBytes => 0;

    public virtual int MaxUnitBytes => ImageConverter.UnitBytes;

    public void Begin(PieceBuffer output)
    {
    }

    public void Encode(Slice slice, IBlockCompressor? compressor)
    {
    }

    public void Append(Slice slice, PieceBuffer output) =>
        output.Append(slice.Content.AsSpan(0, Clip(slice.GuestOffset, Slice.Bytes)));

    public void AppendZeros(long guestOffset, int length, PieceBuffer output) => output.AppendHole(Clip(guestOffset, length));

    public void EndUnit(long guestOffset, PieceBuffer output)
    {
    }

    public virtual void Finish(PieceBuffer output)
    {
    }

    public void Save(BinaryWriter state)
    {
    }

    public void Restore(BinaryReader state)
    {
    }

    private int Clip(long guestOffset, int length) => (int)Math.Min(length, capacityBytes - guestOffset);
}
