using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Conversion;

/// <summary>A checkpoint within a run of zeros that is longer than a unit.</summary>
public sealed class SparseResumeTests
{
    private const int DiskBytes = 100 << 20;

    [Fact]
    public async Task ConvertAsync_FromACheckpointWithinZeros_EndsWithTheSameDigest()
    {
        using TemporaryFolder folder = new();
        await using (FileStream raw = File.Create(folder["disk.raw"]))
        {
            raw.Write([1, 2, 3]);
            raw.SetLength(DiskBytes);
        }

        await using FileSource source = FileSource.Open(folder["disk.raw"]);
        await using FilePieceSink sink = FilePieceSink.Open(folder["out"]);
        ConversionCheckpoint? first = null;
        ConversionRequest request = new()
        {
            Source = source,
            SourceFormat = ImageFormat.Raw,
            Target = TargetImage.VmdkStreamOptimized,
            Sink = sink,
            MinPieceBytes = 1,
            OnCheckpoint = (checkpoint, _) =>
            {
                first ??= checkpoint;
                return ValueTask.CompletedTask;
            },
        };
        ConversionResult whole = await ImageConverter.ConvertAsync(request, null, TestContext.Current.CancellationToken);

        ConversionResult resumed = await ImageConverter.ConvertAsync(request with { ResumeFrom = first }, null, TestContext.Current.CancellationToken);

        Assert.Equal(ImageConverter.UnitBytes, first?.NextGuestOffset);
        Assert.Equal(whole.GuestDigest, resumed.GuestDigest);
    }
}
