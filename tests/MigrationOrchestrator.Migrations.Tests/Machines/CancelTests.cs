using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.MachineMigration.Activities;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Tests.DiskMigration;

namespace MigrationOrchestrator.Migrations.Tests.Machines;

/// <summary>Cancellations that come while a step runs that would last for hours.</summary>
public sealed class CancelTests
{
    private const int ChunkBytes = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_WhileADiskIsReadFromASourceThatHasStalled_NeedsNoByteMore(bool ranged)
    {
        (FakeCloud cloud, Task stalled) = Stalling([RandomNumberGenerator.GetBytes(3 * ChunkBytes)], ranged);
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);
        InstanceId id = await host.Migrations.StartAsync(MigrationHost.Request, null, Cancellation);
        await stalled.WaitAsync(Patience, Cancellation);

        await host.Migrations.CancelAsync(id, "enough", Cancellation);

        await AssertNothingLeftAsync(host, id, MigrationOutcome.Cancelled);
    }

    [Fact]
    public async Task Cancel_ThatAnotherProcessAskedFor_NeedsNoByteMoreEither()
    {
        (FakeCloud cloud, Task stalled) = Stalling([RandomNumberGenerator.GetBytes(3 * ChunkBytes)], ranged: false);
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);
        InstanceId id = await host.Migrations.StartAsync(MigrationHost.Request, null, Cancellation);
        await stalled.WaitAsync(Patience, Cancellation);

        // The event alone, as it is found by a process that starts again: nobody tells the running steps.
        _ = await host.Client.RaiseEventAsync(id, CancelRequest.EventName, new CancelRequest("enough"), Cancellation);

        await AssertNothingLeftAsync(host, id, MigrationOutcome.Cancelled);
    }

    [Fact]
    public async Task ADiskThatFailsForGood_EndsTheLongStepsOfTheOthers()
    {
        (FakeCloud cloud, Task stalled) = Stalling([RandomNumberGenerator.GetBytes(3 * ChunkBytes), RandomNumberGenerator.GetBytes(ChunkBytes)], ranged: false);
        Func<Stream, Stream> stall = cloud.Opened;
        cloud.Opened = content => content.Length > ChunkBytes ? stall(content) : new SlowDisk(content, 0, async cancellation =>
        {
            await stalled.WaitAsync(Patience, cancellation);
            throw new FailureException(new Failure("cloud.forbidden", "No."));
        });
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);
        InstanceId id = await host.Migrations.StartAsync(MigrationHost.Request, null, Cancellation);

        Receipt receipt = await AssertNothingLeftAsync(host, id, MigrationOutcome.Failed);

        Assert.Equal("cloud.forbidden", receipt.Failure!.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_WhileAFileIsUploaded_EndsTheFlowOfBytesButTearsNoRequest(bool byAnotherProcess)
    {
        TaskCompletionSource uploading = new();
        TaskCompletionSource cancelled = new();
        FakeCloud cloud = new([RandomNumberGenerator.GetBytes(ChunkBytes)])
        {
            Before = async (call, _) =>
            {
                if (call == nameof(IMachineTarget.UploadPieceAsync))
                {
                    uploading.TrySetResult();
                    await cancelled.Task.WaitAsync(Patience);
                }
            },
        };
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);
        InstanceId id = await host.Migrations.StartAsync(MigrationHost.Request, null, Cancellation);
        await uploading.Task.WaitAsync(Patience, Cancellation);

        if (byAnotherProcess)
        {
            // The event alone, as it is found by a process that starts again: the orchestration itself tells the running steps.
            _ = await host.Client.RaiseEventAsync(id, CancelRequest.EventName, new CancelRequest("enough"), Cancellation);
            await UntilBrokenOffAsync(host, id);
        }
        else
        {
            await host.Migrations.CancelAsync(id, "enough", Cancellation);
        }

        cancelled.SetResult();

        await AssertNothingLeftAsync(host, id, MigrationOutcome.Cancelled);
        Assert.False(Assert.Single(cloud.Uploads).IsCancellationRequested);
        Assert.Empty(cloud.Templates);
    }

    private static async Task UntilBrokenOffAsync(MigrationHost host, InstanceId id)
    {
        while ((await host.OutputsAsync(id, BreakOff.Name.Value)).Count == 0)
        {
            await Task.Delay(10, Cancellation);
        }
    }

    private static async Task<Receipt> AssertNothingLeftAsync(MigrationHost host, InstanceId id, MigrationOutcome outcome)
    {
        Receipt receipt = await host.EndAsync(id);
        Assert.Equal(outcome, receipt.Outcome);
        Assert.Empty(receipt.Leftovers);
        Assert.Empty(host.Cloud.Images);
        Assert.False(await host.HasStagedAsync());
        return receipt;
    }

    /// <summary>A cloud whose disks stall in their first chunk, and what completes once one has.</summary>
    private static (FakeCloud Cloud, Task Stalled) Stalling(IReadOnlyList<byte[]> disks, bool ranged)
    {
        TaskCompletionSource stalled = new();
        FakeCloud cloud = new(disks)
        {
            Ranged = ranged,
            Opened = content => new SlowDisk(content, ChunkBytes / 2, async cancellation =>
            {
                stalled.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }),
        };
        return (cloud, stalled.Task);
    }
}
