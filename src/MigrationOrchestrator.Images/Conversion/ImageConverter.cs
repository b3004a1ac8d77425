using MigrationOrchestrator.Images.Conversion;

namespace MigrationOrchestrator.Images;

/// <summary>Converts images, in parallel and without a local copy.</summary>
public static class ImageConverter
{
    /// <summary>Guest bytes in a unit of work: what one VMDK grain table maps, and the grain of resuming.</summary>
    public const int UnitBytes = 32 << 20;

    /// <summary>Reads a source once, in guest order, and writes the target and the guest's digest in the same pass.</summary>
    /// <param name="request">What to convert.</param>
    /// <param name="progress">Told of each 1 MiB block or run of zeros, if not null.</param>
    /// <param name="cancellation">Cancels the conversion; it can go on from its last checkpoint.</param>
    /// <returns>Length, digest and compressor of the finished output.</returns>
    /// <exception cref="ImageException">The source is damaged, or too large for the target, or the checkpoint does not fit.</exception>
    public static async Task<ConversionResult> ConvertAsync(
        ConversionRequest request, IProgress<ConversionProgress>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Parallelism, 1, nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Parallelism, 64, nameof(request));
        await using IDiskReader disk = await DiskImage.OpenAsync(request.Source, request.SourceFormat, request.Package, cancellation);
        IImageWriter writer = ImageWriters.Create(request.Target, disk.VirtualSizeBytes);
        using CompressorSet? compressors = writer.Compression is { } encoding
            ? new CompressorSet(request, encoding)
            : null;
        string fingerprint = $"{request.SourceFormat}:{request.Source.Length}:{disk.VirtualSizeBytes}:{request.SourceIdentity}>{request.Target}";
        return await new ConversionPipeline(disk, writer, PipelineOptions.For(request, compressors, fingerprint, progress)).RunAsync(cancellation);
    }
}
