using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Tests.Machines;

/// <summary>Clouds that go away for a while, or for good; the engine's timers stand on a clock that the test moves.</summary>
public sealed class OutageTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static MigrationRequest Patient => MigrationHost.Request with { Options = new MigrationOptions { ChunkBytes = 1 << 20 } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outage_OfAnHour_IsWaitedForAndShown()
    {
        FakeCloud cloud = Cloud(1);
        bool isAway = true;
        cloud.Before = (name, _) => name == "OpenDiskAsync" && Volatile.Read(ref isAway) ? throw new IOException("no route to host") : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud, engineTime: time);
        InstanceId id = await host.Migrations.StartAsync(Patient, null, Cancellation);

        for (int tries = 1; tries <= 16; tries++)
        {
            MigrationView waiting = await host.UntilAsync(id, view => view.Pause?.Tries >= tries);
            Assert.Equal(("cloud", "network.broken"), (waiting.Pause?.Cloud?.Value, waiting.Pause?.Failure.Code));
            Assert.NotEmpty(cloud.Images);
            time.Advance(TimeSpan.FromMinutes(5));
        }

        Volatile.Write(ref isAway, false);
        Receipt receipt = await EndAsync(host, id);

        Assert.Equal((MigrationOutcome.Delivered, null), (receipt.Outcome, receipt.Failure));
        Assert.Null((await host.Migrations.FindAsync(id, Cancellation))?.Pause);
    }

    [Fact]
    public async Task Outage_ThatOutlastsThePatience_FailsAndIsCompensated()
    {
        FakeCloud cloud = Cloud(1);
        cloud.Before = (name, _) => name == "OpenDiskAsync" ? throw new IOException("no route to host") : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud, engineTime: time);
        InstanceId id = await host.Migrations.StartAsync(Patient with { Options = Patient.Options with { PatienceHours = 0.1 } }, null, Cancellation);

        Receipt receipt = await EndAsync(host, id);

        Assert.Equal((MigrationOutcome.Failed, "network.broken"), (receipt.Outcome, receipt.Failure?.Code));
        Assert.InRange(receipt.FinishedAt - receipt.StartedAt, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10));
        Assert.Empty(cloud.Images);
    }

    [Fact]
    public async Task Cancel_WhileACloudIsWaitedFor_NeedsNoFurtherTry()
    {
        FakeCloud cloud = Cloud(1);
        cloud.Before = (name, _) => name == "OpenDiskAsync" ? throw new IOException("no route to host") : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud, engineTime: time);
        InstanceId id = await host.Migrations.StartAsync(Patient, null, Cancellation);
        await host.UntilAsync(id, view => view.Pause is not null);

        await host.Migrations.CancelAsync(id, "enough", Cancellation);
        Receipt receipt = await host.EndAsync(id);

        Assert.Equal(MigrationOutcome.Cancelled, receipt.Outcome);
        Assert.Empty(cloud.Images);
    }

    [Fact]
    public async Task Disk_ThatFailsForGood_StopsTheOthersAtOnce()
    {
        FakeCloud cloud = Cloud(2);
        int probes = 0;
        cloud.Before = (name, _) => name == "ProbeDiskAsync"
            ? Interlocked.Increment(ref probes) == 1 ? throw new IOException("no route to host") : throw new FailureException(new Failure("cloud.forbidden", "No."))
            : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud, engineTime: time);

        Receipt receipt = await host.RunAsync(Patient);

        Assert.Equal((MigrationOutcome.Failed, "cloud.forbidden"), (receipt.Outcome, receipt.Failure?.Code));
    }

    [Fact]
    public async Task Transfer_ThatTheTargetClosed_IsBegunAnewFromStaging()
    {
        FakeCloud cloud = Cloud(2);
        cloud.Before = (name, count) => name == "UploadPieceAsync" && count == 2
            ? throw new FailureException(new Failure(Delivery.TransferExpired, "It idled for too long."))
            : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        Receipt receipt = await host.RunAsync();

        Assert.Equal((MigrationOutcome.Delivered, null), (receipt.Outcome, receipt.Failure));
        Assert.Equal([LedgerState.Removed, LedgerState.Delivered], receipt.Ledger.Where(entry => entry.Kind == "template").Select(entry => entry.State));
        Assert.Single(cloud.Templates);
        Assert.All(cloud.Reads, read => Assert.Equal(1, read.Value));
    }

    [Fact]
    public async Task Removal_ThatFails_IsInTheReceipt()
    {
        FakeCloud cloud = Cloud(1);
        cloud.Before = (name, _) => name == "RemoveAsync" ? throw new FailureException(new Failure("cloud.forbidden", "Images are protected.")) : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        Receipt receipt = await host.RunAsync();

        LedgerEntry left = Assert.Single(receipt.Leftovers);
        Assert.Equal((MigrationOutcome.Delivered, "image", "cloud.forbidden"), (receipt.Outcome, left.Kind, left.Problem?.Code));
        Assert.Contains(left.Id, cloud.Images.Keys);
    }

    [Fact]
    public async Task Terminate_LeavesAMigrationThatSaysSo()
    {
        FakeCloud cloud = Cloud(1);
        cloud.Before = (name, _) => name == "OpenDiskAsync" ? throw new IOException("no route to host") : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud, engineTime: time);
        InstanceId id = await host.Migrations.StartAsync(Patient, null, Cancellation);
        await host.UntilAsync(id, view => view.Pause is not null);

        await host.Migrations.TerminateAsync(id, "no time", Cancellation);

        MigrationView view = await host.UntilAsync(id, view => view.State.HasEnded());
        Assert.Equal(MigrationState.Terminated, view.State);
        Assert.Contains(view.Ledger, entry => entry.IsLeft);
        Assert.Equal([id], (await host.Migrations.ListAsync(new MigrationFilter { State = MigrationState.Terminated }, Cancellation)).Items.Select(item => item.Id));
        Assert.Empty((await host.Migrations.ListAsync(new MigrationFilter { State = MigrationState.Cancelled }, Cancellation)).Items);
    }

    private static FakeCloud Cloud(int disks) => new([.. Enumerable.Range(0, disks).Select(_ => RandomNumberGenerator.GetBytes(1 << 20))]);

    /// <summary>Moves the clock to each next try, and no further, until the migration has ended.</summary>
    private async Task<Receipt> EndAsync(MigrationHost host, InstanceId id)
    {
        await host.UntilAsync(id, view =>
        {
            if (view.Pause is { } pause && pause.NextTryAt > time.GetUtcNow())
            {
                time.Advance(pause.NextTryAt - time.GetUtcNow());
            }

            return view.State.HasEnded();
        });
        return await host.EndAsync(id);
    }
}
