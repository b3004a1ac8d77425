using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.DiskMigration.Activities;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Tests.Machines;

namespace MigrationOrchestrator.Migrations.Tests.DiskMigration;

/// <summary>Whole migrations whose disk is converted while it is still being downloaded.</summary>
public sealed class OverlapTests
{
    private const int MiB = 1 << 20;
    private const int DiskMiB = 16;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversion_OfAnImageWithItsTablesLast_BeginsEarlyAndHasThemFetchedFirst()
    {
        byte[] image = await Qcow2Async();
        int last = (image.Length - 1) / MiB;
        FakeCloud cloud = new([image]) { Format = "qcow2" };
        InProcessRunner runner = new();
        await using MigrationHost host = await MigrationHost.StartAsync(cloud, runner);
        InstanceId id = InstanceId.New();
        cloud.BeforeRead = offset => offset / MiB is >= 4 and < 12 ? UntilAsync(async () => (await host.OutputsAsync(id.Child("disk-0"), nameof(ConvertDisk))).Any(output => output.Contains($"\"wantedChunks\":[{last}", StringComparison.Ordinal))) : Task.CompletedTask;

        await host.Migrations.StartAsync(MigrationHost.Request, id, Token);
        Receipt receipt = await host.EndAsync(id);

        Assert.Equal((MigrationOutcome.Delivered, null), (receipt.Outcome, receipt.Failure));
        long[] order = [.. cloud.ReadOrder.Select(offset => offset / MiB)];
        Assert.Equal(last + 1, order.Length);
        Assert.True(Array.IndexOf(order, last) < Array.IndexOf(order, 12), $"The tables' chunk {last} came after chunk 12: {string.Join(' ', order)}");
        Assert.Single(runner.Started);
        Assert.InRange((await host.HistoryAsync(id.Child("disk-0"))).Count, 1, 200);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conversion_OfARawImage_BeginsBeforeTheLastChunkIsThere(bool ranged)
    {
        InProcessRunner runner = new();
        FakeCloud cloud = new([RandomNumberGenerator.GetBytes(DiskMiB * MiB)]) { Ranged = ranged };
        if (ranged)
        {
            cloud.BeforeRead = offset => offset == (DiskMiB - 1) * MiB ? UntilAsync(() => Task.FromResult(!runner.Started.IsEmpty)) : Task.CompletedTask;
        }
        else
        {
            cloud.Opened = content => new SlowDisk(content, (DiskMiB - 1) * MiB, _ => UntilAsync(() => Task.FromResult(!runner.Started.IsEmpty)));
        }

        await using MigrationHost host = await MigrationHost.StartAsync(cloud, runner);

        Receipt receipt = await host.RunAsync();

        Assert.Equal((MigrationOutcome.Delivered, null), (receipt.Outcome, receipt.Failure));
        Assert.Single(runner.Started);
        Assert.All(cloud.Reads, read => Assert.Equal(1, read.Value));
    }

    [Fact]
    public async Task Download_ThatFailsWhileTheConversionWaits_EndsBothAndLeavesNothing()
    {
        InProcessRunner runner = new();
        FakeCloud cloud = new([RandomNumberGenerator.GetBytes(DiskMiB * MiB)]);
        cloud.BeforeRead = async offset =>
        {
            if (offset == (DiskMiB - 1) * MiB)
            {
                await UntilAsync(() => Task.FromResult(!runner.Started.IsEmpty));
                throw new FailureException(new Failure("cloud.forbidden", "No."));
            }
        };
        await using MigrationHost host = await MigrationHost.StartAsync(cloud, runner);

        Receipt receipt = await host.RunAsync();

        Assert.Equal((MigrationOutcome.Failed, "cloud.forbidden"), (receipt.Outcome, receipt.Failure?.Code));
        Assert.False(await host.HasStagedAsync());
        Assert.Equal(0, runner.RunningCount);
    }

    [Fact]
    public async Task Conversion_OfASourceWithAnotherHash_IsNeverCommitted()
    {
        InProcessRunner runner = new();
        FakeCloud cloud = new([RandomNumberGenerator.GetBytes(DiskMiB * MiB)]) { WrongHash = new string('0', 64) };
        cloud.BeforeRead = offset => offset == (DiskMiB - 1) * MiB ? UntilAsync(() => Task.FromResult(!runner.Started.IsEmpty)) : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud, runner);
        InstanceId id = InstanceId.New();

        await host.Migrations.StartAsync(MigrationHost.Request, id, Token);
        Receipt receipt = await host.EndAsync(id);

        Assert.Equal("source.hash_mismatch", receipt.Failure?.Code);
        Assert.All(await host.OutputsAsync(id.Child("disk-0"), nameof(ConvertDisk)), output => Assert.DoesNotContain("guestDigest", output, StringComparison.Ordinal));
        Assert.False(await host.HasStagedAsync());
        Assert.Equal(0, runner.RunningCount);
    }

    [Fact]
    public async Task Conversion_KilledWhileItWaits_GoesOn()
    {
        InProcessRunner runner = new();
        FakeCloud cloud = new([RandomNumberGenerator.GetBytes(DiskMiB * MiB)]);
        cloud.BeforeRead = async offset =>
        {
            if (offset == (DiskMiB - 1) * MiB)
            {
                await UntilAsync(() => Task.FromResult(!runner.Started.IsEmpty));
                runner.KillAll();
            }
        };
        await using MigrationHost host = await MigrationHost.StartAsync(cloud, runner);

        Receipt receipt = await host.RunAsync();

        Assert.Equal((MigrationOutcome.Delivered, null), (receipt.Outcome, receipt.Failure));
        Assert.Equal(2, runner.Started.Count);
    }

    [Fact]
    public async Task Conversion_OfAnImageThatIsNotWhatItSays_IsRefusedOnceItIsWhole()
    {
        byte[] image = await Qcow2Async();
        await using MigrationHost host = await MigrationHost.StartAsync(new FakeCloud([image]) { Format = "raw" });

        Receipt receipt = await host.RunAsync();

        Assert.Equal("image.format_mismatch", receipt.Failure?.Code);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(20, Token);
        }
    }

    /// <summary>A qcow2 as our writer lays it out: the table of the first 512 MiB follows their content, at the file's end.</summary>
    private static async Task<byte[]> Qcow2Async()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(DiskMiB * MiB), Token);
            string image = path + ".qcow2";
            await using FileSource source = FileSource.Open(path);
            await using (FilePieceSink sink = FilePieceSink.Open(image))
            {
                ConversionResult written = await ImageConverter.ConvertAsync(new ConversionRequest { Source = source, SourceFormat = ImageFormat.Raw, Target = TargetImage.Qcow2, Sink = sink }, null, Token);
                sink.Complete(written.LengthBytes);
            }

            byte[] bytes = await File.ReadAllBytesAsync(image, Token);
            File.Delete(image);
            return bytes;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
