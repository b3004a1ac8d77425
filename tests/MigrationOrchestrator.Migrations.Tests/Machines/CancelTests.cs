using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Tests.DiskMigration;

namespace MigrationOrchestrator.Migrations.Tests.Machines;

/// <summary>Cancellations that come while a step runs that would last for hours.</summary>
public sealed class CancelTests
{
    private const int ChunkBytes = 1 << 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_WhileADiskIsReadFromASourceThatHasStalled_NeedsNoByteMore(bool ranged)
    {
        TaskCompletionSource stalled = new();
        FakeCloud cloud = new([RandomNumberGenerator.GetBytes(3 * ChunkBytes)])
        {
            Ranged = ranged,
            Opened = content => new SlowDisk(content, ChunkBytes / 2, async cancellation =>
            {
                stalled.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }),
        };
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);
        InstanceId id = await host.Migrations.StartAsync(MigrationHost.Request, null, TestContext.Current.CancellationToken);
        await stalled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await host.Migrations.CancelAsync(id, "enough", TestContext.Current.CancellationToken);
        Receipt receipt = await host.EndAsync(id);

        Assert.Equal(MigrationOutcome.Cancelled, receipt.Outcome);
        Assert.Empty(receipt.Leftovers);
        Assert.Empty(cloud.Images);
        Assert.False(await host.HasStagedAsync());
    }
}
