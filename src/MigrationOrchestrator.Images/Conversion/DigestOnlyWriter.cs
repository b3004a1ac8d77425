using MigrationOrchestrator.Images.Compression;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>Writes nothing: for a pipeline that only computes the digest.</summary>
internal sealed class DigestOnlyWriter(long virtualSizeBytes) : IImageWriter
{
    public long CapacityBytes => virtualSizeBytes;

    public BlockEncoding? Compression => null;

    public int MaxEncodedBytes => 0;

    public int MaxUnitBytes => 0;

    public void Begin(PieceBuffer output)
    {
    }

    public void Encode(Slice slice, IBlockCompressor? compressor)
    {
    }

    public void Append(Slice slice, PieceBuffer output)
    {
    }

    public void AppendZeros(long guestOffset, int length, PieceBuffer output)
    {
    }

    public void EndUnit(long guestOffset, PieceBuffer output)
    {
    }

    public void Finish(PieceBuffer output)
    {
    }

    public void Save(BinaryWriter state)
    {
    }

    public void Restore(BinaryReader state)
    {
    }
}
