using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Sweeping;

/// <summary>Decides whose a thing is. What a running migration owns and what was delivered is nobody's leftover.</summary>
internal static class SweepRule
{
    /// <summary>The verdict and its reason; null where the thing is not the sweep's business.</summary>
    /// <param name="cloud">Where it is.</param>
    /// <param name="thing">The thing.</param>
    /// <param name="migration">Its migration, or null where nothing is known of it.</param>
    public static (SweepVerdict Verdict, string Why)? Judge(CloudName cloud, Leftover thing, MigrationView? migration)
    {
        if (migration is null)
        {
            return thing is { IsDelivery: true, IsComplete: true }
                ? (SweepVerdict.Keep, "Its migration is not known here, and it is whole: it may have been delivered.")
                : (SweepVerdict.Unknown, "Its migration is not known here: its history was removed, or another host runs it.");
        }

        if (!migration.State.HasEnded())
        {
            return null;
        }

        if (!thing.IsDelivery)
        {
            return (SweepVerdict.Remove, $"Its migration is {migration.State}.");
        }

        LedgerEntry[] entries = [.. migration.Ledger.Where(entry => entry.Side == CloudSide.Target && entry.Cloud == cloud && entry.Kind == thing.Kind)];
        LedgerEntry? own = entries.FirstOrDefault(entry => entry.Id?.Split(',').Contains(thing.Id, StringComparer.Ordinal) == true);
        if (own?.State == LedgerState.Delivered)
        {
            return null;
        }

        bool wasIntended = !thing.IsComplete && entries.Any(entry => entry is { State: LedgerState.Intended, Id: null } && thing.Name.StartsWith(entry.Name, StringComparison.Ordinal));
        return own?.IsLeft == true || wasIntended
            ? (SweepVerdict.Remove, $"Its migration is {migration.State} and did not deliver it.")
            : (SweepVerdict.Keep, $"It has the mark of the migration, which is {migration.State}, but is not in its ledger: it may be a copy that somebody made.");
    }
}
