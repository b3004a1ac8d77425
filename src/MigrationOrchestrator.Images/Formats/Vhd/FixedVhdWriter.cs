using MigrationOrchestrator.Images.Conversion;
using MigrationOrchestrator.Images.Formats.Raw;

namespace MigrationOrchestrator.Images.Formats.Vhd;

/// <summary>Lays out a fixed VHD: the disk's bytes, rounded up to 1 MiB as Azure demands, and a footer.</summary>
internal sealed class FixedVhdWriter(long virtualSizeBytes) : RawWriter(SlicePlanner.PaddedSize(virtualSizeBytes))
{
    public override int MaxUnitBytes => base.MaxUnitBytes + VhdFooter.Bytes;

    public override void Finish(PieceBuffer output) =>
        VhdFooter.Write(output.AppendZeros(VhdFooter.Bytes), CapacityBytes, VhdType.Fixed, Guid.NewGuid());
}
