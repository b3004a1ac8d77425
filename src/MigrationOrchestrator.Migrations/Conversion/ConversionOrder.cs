using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>What a converter that is fed is told when it begins.</summary>
/// <param name="SourceBytes">Length of the source image in bytes.</param>
/// <param name="SourceFormat">The source's format, as an inspection confirmed it.</param>
/// <param name="SourceIdentity">What tells the source from every other image, so that checkpoints never mix.</param>
/// <param name="Target">The image to write; null where only the digest of the guest's content is wanted.</param>
public sealed record ConversionOrder(long SourceBytes, ImageFormat SourceFormat, string SourceIdentity, TargetImage? Target)
{
    /// <summary>Time against size.</summary>
    public ConversionLevel Level { get; init; } = ConversionLevel.Balanced;

    /// <summary>The rate in bytes a second at which the output will be uploaded, where one was observed.</summary>
    public double? UploadBytesPerSecond { get; init; }

    /// <summary>Bytes that close a piece of output at the end of a unit; larger for larger disks, so that their pieces stay countable.</summary>
    public int MinPieceBytes { get; init; } = 4 << 20;

    /// <summary>Where an earlier job of the same order stopped, or null to start.</summary>
    public ConversionCheckpoint? ResumeFrom { get; init; }
}
