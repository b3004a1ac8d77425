using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Ledgers;

/// <summary>
/// What a migration has created, in order. It lives in the orchestration: an entry is published, and so committed, in the same turn that
/// schedules the creation, hence before anything exists.
/// </summary>
internal sealed class Ledger
{
    private readonly List<LedgerEntry> entries = [];

    /// <summary>All entries in order of creation.</summary>
    public IReadOnlyList<LedgerEntry> Entries => entries;

    /// <summary>Writes down what is about to be created.</summary>
    public void Intend(LedgerEntry entry) => entries.Add(entry with { State = LedgerState.Intended });

    /// <summary>Writes down the ids that the cloud answered for an intended entry; several where one request made several things.</summary>
    public void Created(string kind, params IReadOnlyList<string> ids)
    {
        int index = entries.FindLastIndex(entry => entry.Kind == kind);
        LedgerEntry intended = entries[index];
        entries.RemoveAt(index);
        entries.InsertRange(index, ids.Count == 0 ? [intended] : ids.Select(id => intended with { Id = id, State = LedgerState.Created }));
    }

    /// <summary>Sets what has become of one entry.</summary>
    public void Set(LedgerEntry entry, LedgerState state) => entries[entries.IndexOf(entry)] = entry with { State = state, Problem = null };

    /// <summary>Writes down why an entry could not be removed.</summary>
    public void Keep(LedgerEntry entry, Failure problem) => entries[entries.IndexOf(entry)] = entry with { Problem = problem };

    /// <summary>What was created on a side so far has arrived and stays.</summary>
    public void Deliver(CloudSide side) => Change(entry => entry.Side == side && entry.IsLeft, LedgerState.Delivered);

    /// <summary>Nothing is to stay after all: somebody cancelled.</summary>
    public void Undeliver() => Change(entry => entry.State == LedgerState.Delivered, LedgerState.Created);

    /// <summary>What the migration's end removes although it succeeded: everything temporary on the source's side.</summary>
    public IReadOnlyList<LedgerEntry> Temporary() => [.. entries.Where(entry => entry.Side == CloudSide.Source && entry.IsLeft).Reverse()];

    /// <summary>What a failure removes: everything that may exist, last created first.</summary>
    public IReadOnlyList<LedgerEntry> Leftovers() => [.. entries.Where(entry => entry.IsLeft).Reverse()];

    private void Change(Predicate<LedgerEntry> which, LedgerState state)
    {
        foreach (LedgerEntry entry in entries.FindAll(which))
        {
            Set(entry, state);
        }
    }
}
