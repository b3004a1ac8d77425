using MigrationOrchestrator.Images.Formats.Qcow2;
using MigrationOrchestrator.Images.Formats.Raw;
using MigrationOrchestrator.Images.Formats.Vhd;
using MigrationOrchestrator.Images.Formats.Vmdk;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>Chooses the writer of a target.</summary>
internal static class ImageWriters
{
    public static IImageWriter Create(TargetImage target, long virtualSizeBytes) => target switch
    {
        TargetImage.VmdkStreamOptimized => new StreamOptimizedWriter(virtualSizeBytes),
        TargetImage.Qcow2 => new Qcow2Writer(virtualSizeBytes, isCompressed: false),
        TargetImage.Qcow2Compressed => new Qcow2Writer(virtualSizeBytes, isCompressed: true),
        TargetImage.Raw => new RawWriter(virtualSizeBytes),
        TargetImage.VhdFixed => new FixedVhdWriter(virtualSizeBytes),
        TargetImage.VhdDynamic => new DynamicVhdWriter(virtualSizeBytes),
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, "There is no such target."),
    };
}
