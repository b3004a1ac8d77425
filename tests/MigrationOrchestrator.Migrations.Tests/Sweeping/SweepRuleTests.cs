using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Sweeping;
using MigrationOrchestrator.Migrations.Tests.Machines;

namespace MigrationOrchestrator.Migrations.Tests.Sweeping;

public sealed class SweepRuleTests
{
    private static readonly CloudName Cloud = CloudName.Parse("cloud");
    private static readonly Leftover Snapshot = new("image", "i-1", "migration-a", "a");
    private static readonly Leftover Template = new("template", "t-1", "web", "a") { IsDelivery = true, IsComplete = true };

    [Theory]
    [InlineData(MigrationState.Running, null)]
    [InlineData(MigrationState.Suspended, null)]
    [InlineData(MigrationState.Blocked, null)]
    [InlineData(MigrationState.WaitingForApproval, null)]
    [InlineData(MigrationState.Done, SweepVerdict.Remove)]
    [InlineData(MigrationState.Terminated, SweepVerdict.Remove)]
    [InlineData(MigrationState.Failed, SweepVerdict.Remove)]
    public void Snapshot_GoesOnlyOnceItsMigrationHasEnded(MigrationState state, SweepVerdict? verdict) => Assert.Equal(verdict, SweepRule.Judge(Cloud, Snapshot, View(state))?.Verdict);

    [Theory]
    [InlineData(MigrationState.Done, LedgerState.Delivered, "t-1", null)]
    [InlineData(MigrationState.Failed, LedgerState.Delivered, "t-1", null)]
    [InlineData(MigrationState.Failed, LedgerState.Created, "t-1", SweepVerdict.Remove)]
    [InlineData(MigrationState.Terminated, LedgerState.Created, "t-0,t-1", SweepVerdict.Remove)]
    [InlineData(MigrationState.Done, LedgerState.Delivered, "t-2", SweepVerdict.Keep)]
    [InlineData(MigrationState.Terminated, LedgerState.Intended, null, SweepVerdict.Keep)]
    [InlineData(MigrationState.Running, LedgerState.Created, "t-1", null)]
    public void Template_GoesOnlyWhereTheLedgerSaysThatItWasNotDelivered(MigrationState state, LedgerState entry, string? id, SweepVerdict? verdict)
        => Assert.Equal(verdict, SweepRule.Judge(Cloud, Template, View(state, new LedgerEntry(Cloud, null, CloudSide.Target, "template", "web", "migration-a") { State = entry, Id = id }))?.Verdict);

    [Fact]
    public void Template_HalfMadeWhenItsMigrationWasStopped_Goes()
        => Assert.Equal(SweepVerdict.Remove, SweepRule.Judge(Cloud, Template with { IsComplete = false }, View(MigrationState.Terminated, new LedgerEntry(Cloud, null, CloudSide.Target, "template", "web", "migration-a")))?.Verdict);

    [Fact]
    public void ThingsOfAnUnknownMigration_NeedSomebodysWord_AndWholeDeliveriesStay()
    {
        Assert.Equal(SweepVerdict.Unknown, SweepRule.Judge(Cloud, Snapshot, null)?.Verdict);
        Assert.Equal(SweepVerdict.Unknown, SweepRule.Judge(Cloud, Template with { IsComplete = false }, null)?.Verdict);
        Assert.Equal(SweepVerdict.Keep, SweepRule.Judge(Cloud, Template, null)?.Verdict);
    }

    private static MigrationView View(MigrationState state, params LedgerEntry[] ledger)
        => new(new InstanceId("a"), state, Stage.Finished, MigrationHost.Request, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, []) { Ledger = ledger };
}
