using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Conversion;

/// <summary>Two snapshots of one disk have the same format and sizes: only what they are called tells them apart.</summary>
public sealed class SourceIdentityTests
{
    [Theory]
    [InlineData("snapshot-1", false)]
    [InlineData("snapshot-2", true)]
    public async Task ConvertAsync_WithTheCheckpointOfASourceOfTheSameSize_GoesOnOnlyWithTheSameSource(string identity, bool isRefused)
    {
        using TemporaryFolder folder = new();
        await using FileSource source = FileSource.Open(await SparseDisk.WriteAsync(folder["disk.raw"], 3, 80 << 20));
        await using FilePieceSink sink = FilePieceSink.Open(folder["out"]);
        ConversionCheckpoint? first = null;
        ConversionRequest request = new()
        {
            Source = source,
            SourceFormat = ImageFormat.Raw,
            SourceIdentity = "snapshot-1",
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

        ConversionRequest again = request with { SourceIdentity = identity, ResumeFrom = first };
        Exception? resumed = await Record.ExceptionAsync(async () => Assert.Equal(whole.GuestDigest, (await ImageConverter.ConvertAsync(again, null, TestContext.Current.CancellationToken)).GuestDigest));

        Assert.Equal(isRefused ? ImageErrorCodes.Checkpoint : null, (resumed as ImageException)?.Code);
        Assert.Equal(isRefused, resumed is not null);
    }
}
