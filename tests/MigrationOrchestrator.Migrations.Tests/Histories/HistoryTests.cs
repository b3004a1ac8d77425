using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Conformance;
using MigrationOrchestrator.Durable.Sqlite;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Tests.DiskMigration;
using MigrationOrchestrator.Migrations.Tests.Machines;

namespace MigrationOrchestrator.Migrations.Tests.Histories;

/// <summary>The product's own orchestrators against histories of real migrations: today's code does what was recorded, and never leaves its scheduler.</summary>
public sealed class HistoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Corpus => [.. HistoryCorpus.Files];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Corpus))]
    public void History_OfAnEarlierBuild_IsWhatTodaysCodeDoes(string file) => AssertReplays(HistoryCorpus.Read(file));

    [Theory]
    [InlineData("delivered", null, MigrationOutcome.Delivered)]
    [InlineData("refused-by-the-source", "BeginSnapshotAsync", MigrationOutcome.Failed)]
    [InlineData("failed-at-a-chunk", "OpenDiskAsync", MigrationOutcome.Failed)]
    [InlineData("failed-at-the-upload", "UploadPieceAsync", MigrationOutcome.Failed)]
    public async Task Histories_OfAMigrationAndItsDisks_AreWhatTodaysCodeDoes(string name, string? failingCall, MigrationOutcome outcome)
    {
        FakeCloud cloud = new([Disk((3 << 20) + 512), Disk(1 << 20)])
        {
            Before = (call, _) => call == failingCall ? throw new FailureException(new Failure("cloud.forbidden", "No.")) : Task.CompletedTask,
        };
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);
        Receipt receipt = await host.RunAsync();
        Assert.Equal(outcome, receipt.Outcome);

        await AssertFamilyReplaysAsync(host, name);
    }

    [Fact]
    public async Task Histories_OfACancelledMigrationAndItsDisks_AreWhatTodaysCodeDoes()
    {
        TaskCompletionSource reading = new();
        FakeCloud cloud = new([Disk((3 << 20) + 512), Disk(1 << 20)])
        {
            Opened = content => new SlowDisk(content, 0, async cancellation =>
            {
                reading.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }),
        };
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);
        InstanceId id = await host.Migrations.StartAsync(MigrationHost.Request, null, Cancellation);
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(CommandResult.Accepted, await host.Migrations.CancelAsync(id, "enough", Cancellation));
        Assert.Equal(MigrationOutcome.Cancelled, (await host.EndAsync(id)).Outcome);

        await AssertFamilyReplaysAsync(host, "cancelled");
    }

    private static async Task AssertFamilyReplaysAsync(MigrationHost host, string name)
    {
        OrchestrationPage page = await host.Client.QueryAsync(new OrchestrationQuery { PageSize = 100 }, Cancellation);
        Assert.NotEmpty(page.Items);
        int disk = 0;
        foreach (OrchestrationState state in page.Items.Reverse())
        {
            HistoryExport history = new(state.InstanceId, await host.Client.GetHistoryAsync(state.InstanceId, Cancellation));
            AssertReplays(DurableJson.Deserialize<HistoryExport>(DurableJson.Serialize(history))!);
            HistoryCorpus.Offer(state.ParentId is null ? name : $"{name}-disk-{disk++}", history);
        }
    }

    private static void AssertReplays(HistoryExport history)
    {
        using EscapeListener listener = new();
        ReplayDifference? difference = HistoryReplay.FindDifference(listener.Watch(new TaskRegistry().AddMigrationTasks()), history);
        Assert.True(difference is null, difference?.ToTable());
        Assert.Equal("", string.Join('\n', listener.Escapes));
    }

    private static byte[] Disk(int bytes)
    {
        byte[] disk = new byte[bytes];
        new Random(bytes).NextBytes(disk);
        return disk;
    }
}
