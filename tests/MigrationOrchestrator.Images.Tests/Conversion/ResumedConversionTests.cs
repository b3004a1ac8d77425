using System.Text.Json;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Conversion;

/// <summary>A conversion is killed at each unit and goes on from the checkpoint that was persisted last.</summary>
public sealed class ResumedConversionTests
{
    private const int DiskBytes = (230 << 20) + 4096;

    [Theory]
    [InlineData(TargetImage.VmdkStreamOptimized, ImageFormat.Vmdk)]
    [InlineData(TargetImage.Qcow2, ImageFormat.Qcow2)]
    [InlineData(TargetImage.Qcow2Compressed, ImageFormat.Qcow2)]
    [InlineData(TargetImage.Raw, ImageFormat.Raw)]
    [InlineData(TargetImage.VhdFixed, ImageFormat.Vhd)]
    [InlineData(TargetImage.VhdDynamic, ImageFormat.Vhd)]
    public async Task ConvertAsync_KilledAtEveryUnit_EndsWithTheSameDisk(TargetImage target, ImageFormat format)
    {
        using TemporaryFolder folder = new();
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], 11, DiskBytes);
        NumberedBlocks blocks = new();
        await using FileSource source = FileSource.Open(raw);
        ConversionCheckpoint? last = null;
        ConversionResult? result = null;
        int kills = 0;
        while (result is null)
        {
            Assert.InRange(kills, 0, 20);
            blocks.KillAfterPieces = kills < 7 ? 1 : 2; // at each unit, then between the end and the head that comes last
            ConversionRequest request = new()
            {
                Source = source,
                SourceFormat = ImageFormat.Raw,
                Target = target,
                Sink = blocks,
                Level = ConversionLevel.Fast,
                MinPieceBytes = 1,
                ResumeFrom = last is null ? null : JsonSerializer.Deserialize<ConversionCheckpoint>(JsonSerializer.Serialize(last)),
                OnCheckpoint = (checkpoint, _) =>
                {
                    last = checkpoint;
                    return ValueTask.CompletedTask;
                },
            };
            try
            {
                result = await ImageConverter.ConvertAsync(request, null, TestContext.Current.CancellationToken);
            }
            catch (KilledException)
            {
                kills++;
            }
        }

        Assert.InRange(kills, 6, 20);
        await blocks.WriteAsync(folder["out"]);
        Assert.Equal(new FileInfo(folder["out"]).Length, result.LengthBytes);
        Assert.Equal(blocks.Count, result.PieceCount);
        Assert.Equal(await DiskReading.DigestAsync(raw, ImageFormat.Raw), result.GuestDigest);
        Assert.Equal(result.GuestDigest, await DiskReading.DigestAsync(folder["out"], format));
        if (format != ImageFormat.Raw && format != ImageFormat.Vhd)
        {
            await QemuImg.RunAsync("check", "-f", format.ToQemuName(), folder["out"]);
        }
    }

    [Fact]
    public async Task ConvertAsync_WithAnotherImagesCheckpoint_IsRefused()
    {
        using TemporaryFolder folder = new();
        await using FileSource source = FileSource.Open(await SparseDisk.WriteAsync(folder["disk.raw"], 1, 5 << 20));
        ConversionRequest request = new()
        {
            Source = source,
            SourceFormat = ImageFormat.Raw,
            Target = TargetImage.Raw,
            Sink = new NumberedBlocks(),
            ResumeFrom = new ConversionCheckpoint("another", 32 << 20, 1, 4096, ""),
        };

        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => ImageConverter.ConvertAsync(request, null, TestContext.Current.CancellationToken));

        Assert.Equal((ImageErrorCodes.Checkpoint, "Fingerprint"), (refused.Code, refused.Field));
    }
}
