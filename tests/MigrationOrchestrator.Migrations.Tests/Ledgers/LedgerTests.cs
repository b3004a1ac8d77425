using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Ledgers;

namespace MigrationOrchestrator.Migrations.Tests.Ledgers;

public sealed class LedgerTests
{
    private readonly Ledger ledger = new();

    [Fact]
    public void Leftovers_AreTheLastCreatedFirst()
    {
        ledger.Intend(Entry("image", CloudSide.Source));
        ledger.Created("image", ["a", "b"]);
        ledger.Intend(Entry("vAppTemplate", CloudSide.Target));

        Assert.Equal([(null, "vAppTemplate"), ("b", "image"), ("a", "image")], ledger.Leftovers().Select(entry => (entry.Id, entry.Kind)));
    }

    [Fact]
    public void Leftovers_WithoutAnAnswer_KeepTheNameToFindThemBy()
    {
        ledger.Intend(Entry("image", CloudSide.Source));

        LedgerEntry left = Assert.Single(ledger.Leftovers());
        Assert.Equal((LedgerState.Intended, "migration-1", null), (left.State, left.Name, left.Id));
    }

    [Fact]
    public void Temporary_IsOnlyTheSourcesSide()
    {
        ledger.Intend(Entry("image", CloudSide.Source));
        ledger.Created("image", "a");
        ledger.Intend(Entry("vAppTemplate", CloudSide.Target));
        ledger.Created("vAppTemplate", "t");

        Assert.Equal("a", Assert.Single(ledger.Temporary()).Id);
    }

    [Fact]
    public void RemovedAndDelivered_AreNoLeftovers()
    {
        ledger.Intend(Entry("image", CloudSide.Source));
        ledger.Created("image", "a");
        ledger.Set(ledger.Entries[0], LedgerState.Removed);
        ledger.Intend(Entry("vAppTemplate", CloudSide.Target));
        ledger.Created("vAppTemplate", "t");
        ledger.Set(ledger.Entries[1], LedgerState.Delivered);

        Assert.Empty(ledger.Leftovers());
    }

    private static LedgerEntry Entry(string kind, CloudSide side) => new(CloudName.Parse("c"), null, side, kind, "migration-1", "migration-1");
}
