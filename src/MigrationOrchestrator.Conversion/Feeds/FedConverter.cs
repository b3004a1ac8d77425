using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Feeds;

/// <summary>The shut-in side of a feed: reads the source and hands over the output through one socket, and touches no file.</summary>
public static class FedConverter
{
    /// <summary>Takes the order and does it.</summary>
    /// <param name="address">The feed's socket.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What to print.</returns>
    /// <exception cref="ImageException">The source is damaged or unsafe.</exception>
    /// <exception cref="IOException">The host hung up.</exception>
    public static async Task<ConverterReport> RunAsync(string address, CancellationToken cancellation)
    {
        await using FeedSink sink = await FeedSink.OpenAsync(address, cancellation);
        ConversionOrder order = sink.Order;
        await using BufferedSource source = new(new FeedSource(address, order.SourceBytes));
        if (order.Target is not { } target)
        {
            await using IDiskReader disk = await DiskImage.OpenAsync(source, order.SourceFormat, cancellation);
            GuestDigest digest = await GuestDigest.ComputeAsync(disk, Environment.ProcessorCount, sink, cancellation);
            return new ConverterReport(disk.VirtualSizeBytes, digest.ToString());
        }

        ConversionRequest request = new()
        {
            Source = source,
            SourceFormat = order.SourceFormat,
            SourceIdentity = order.SourceIdentity,
            Target = target,
            Sink = sink,
            Level = order.Level,
            UploadBytesPerSecond = order.UploadBytesPerSecond is { } rate ? () => rate : null,
            MinPieceBytes = order.MinPieceBytes,
            ResumeFrom = order.ResumeFrom,
            OnCheckpoint = sink.KeepAsync,
        };
        ConversionResult result = await ImageConverter.ConvertAsync(request, sink, cancellation);
        return new ConverterReport(result.VirtualSizeBytes, result.GuestDigest.ToString()) { LengthBytes = result.LengthBytes, Compressors = result.Compressors };
    }
}
