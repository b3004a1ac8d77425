using MigrationOrchestrator.Durable.Sqlite.Engine;
using MigrationOrchestrator.Durable.Sqlite.Storage;
using SQLitePCL;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Faults;

/// <summary>A full disk stops work, not reading, and nothing is lost when there is room again.</summary>
public sealed class DiskFullTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disk_ThatIsFull_HoldsWorkAndAnswersReads()
    {
        FullDisk disk = new();
        int runs = 0;
        await using TestEngine engine = await new TestEngine
        {
            Hooks = new EngineHooks { Probe = disk, StorageRetryDelay = TimeSpan.FromMilliseconds(5) },
            Registry = Inline.Registry((context, input) => context.CallActivityAsync(Inline.Echo, input), (input, _) =>
            {
                runs++;
                disk.IsFull = true;
                return Task.FromResult(input);
            }),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "x", cancellation: Cancellation);
        await disk.Refused.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        StorageException refused = await Assert.ThrowsAsync<StorageException>(() => engine.Client.StartAsync(Inline.Flow, "y", cancellation: Cancellation));
        Assert.True(refused.IsDiskFull);
        Assert.Equal(OrchestrationStatus.Running, (await engine.Client.FindAsync(id, cancellation: Cancellation))!.Status);
        Assert.NotEmpty(await engine.Client.GetHistoryAsync(id, Cancellation));

        disk.IsFull = false;
        Assert.Equal("x", (await engine.EndAsync(id)).ReadOutput<string>());
        Assert.Equal(1, runs);
    }

    private sealed class FullDisk : IStorageProbe
    {
        private readonly TaskCompletionSource refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Refused => refused.Task;

        public bool IsFull { get; set; }

        public void On(StorageStep step)
        {
            if (IsFull && step == StorageStep.BeforeCommit)
            {
                _ = refused.TrySetResult();
                throw new StorageException(raw.SQLITE_FULL, "The disk is full.");
            }
        }
    }
}
