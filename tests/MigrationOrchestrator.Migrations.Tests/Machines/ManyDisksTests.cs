using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Receipts;

namespace MigrationOrchestrator.Migrations.Tests.Machines;

/// <summary>A machine whose plan, ledger and proofs are larger than a status or an output may be.</summary>
public sealed class ManyDisksTests
{
    private const int Disks = 40;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Machine_OfFortyDisks_ArrivesWithAWholeReceipt()
    {
        FakeCloud cloud = Cloud();
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        Receipt receipt = await host.RunAsync(Wide);

        Assert.Equal((MigrationOutcome.Delivered, null), (receipt.Outcome, receipt.Failure));
        Assert.True((await host.Client.FindAsync(receipt.Id, true, Cancellation))!.ReadOutput<Receipt>().IsAbridged);
        Assert.Equal(Enumerable.Range(0, Disks).Select(index => $"disk-{index}"), receipt.Disks.Select(disk => disk.DiskId));
        Assert.Equal(Disks, receipt.Plan?.Machine.Disks.Count);
        Assert.Equal(Disks + 1, receipt.Ledger.Count);
        Assert.Equal(receipt.Disks, (await host.Migrations.FindAsync(receipt.Id, Cancellation))!.Receipt!.Disks);
        Assert.Empty(cloud.Images);
    }

    [Fact]
    public async Task Machine_OfFortyDisks_WhenItFails_IsCompensated()
    {
        FakeCloud cloud = Cloud();
        cloud.Before = (name, count) => name == "UploadPieceAsync" && count == 30 ? throw new FailureException(new Failure("cloud.forbidden", new string('x', 5_000))) : Task.CompletedTask;
        await using MigrationHost host = await MigrationHost.StartAsync(cloud);

        Receipt receipt = await host.RunAsync(Wide);

        Assert.Equal((MigrationOutcome.Failed, "cloud.forbidden"), (receipt.Outcome, receipt.Failure?.Code));
        Assert.Empty(cloud.Images);
        Assert.Empty(cloud.Templates);
        Assert.All(receipt.Ledger, entry => Assert.Equal(LedgerState.Removed, entry.State));
    }

    private static MigrationRequest Wide => MigrationHost.Request with { Options = MigrationHost.Request.Options with { ParallelDisks = 16 } };

    private static FakeCloud Cloud() => new([.. Enumerable.Range(0, Disks).Select(_ => RandomNumberGenerator.GetBytes(64 << 10))]);
}
