using System.Runtime.CompilerServices;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Sweeping;

/// <summary>
/// Finds and removes what migrations left behind in clouds and in staging: those that were stopped at once, whose clean-up failed, or of which
/// nothing is known any more.
/// </summary>
/// <param name="registry">The registered clouds.</param>
/// <param name="clouds">The clouds.</param>
/// <param name="staging">Where bytes rest.</param>
/// <param name="work">What migrations have on this host.</param>
/// <param name="time">The clock.</param>
public sealed class Sweep(ICloudRegistry registry, CloudPorts clouds, IStagingStore staging, StagedWork work, TimeProvider time)
{
    private const string Staged = "staged";

    /// <summary>Looks for leftovers; changes nothing. A cloud that cannot be asked is told and does not end the search.</summary>
    /// <param name="migrations">Who knows the migrations.</param>
    /// <param name="filter">Where to look and what to leave out.</param>
    /// <param name="unasked">Told of each cloud that could not be asked, and why.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<SweepItem> FindAsync(IMigrations migrations, SweepFilter filter, Action<CloudName, Failure> unasked, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (Cloud cloud in (await registry.ListAsync(cancellation)).Where(cloud => filter.Cloud is null || cloud.Name == filter.Cloud))
        {
            List<Leftover> things;
            try
            {
                things = clouds.Provider(cloud.Kind).Leftovers(cloud) is { } leftovers ? await leftovers.ListAsync(cancellation).ToListAsync(cancellation) : [];
            }
            catch (FailureException failed)
            {
                unasked(cloud.Name, failed.Failure);
                continue;
            }

            // Things first, states afterwards: what a migration makes from now on is not among the things.
            foreach (Leftover thing in things)
            {
                MigrationView? migration = await FindMigrationAsync(migrations, thing.Migration, cancellation);
                if (IsOld(migration?.UpdatedAt ?? thing.CreatedAt, filter) && SweepRule.Judge(cloud.Name, thing, migration) is var (verdict, why))
                {
                    yield return new SweepItem(cloud.Name, thing.Kind, thing.Id, thing.Name, thing.Migration, verdict, why) { State = migration?.State, Leftover = thing };
                }
            }
        }

        if (filter.Cloud is not null)
        {
            yield break;
        }

        foreach (string id in await staging.ListMigrationsAsync(cancellation).ToListAsync(cancellation))
        {
            MigrationView? migration = await FindMigrationAsync(migrations, id, cancellation);
            if (migration?.State.HasEnded() != false && IsOld(migration?.UpdatedAt, filter))
            {
                yield return migration is null
                    ? new SweepItem(null, Staged, id, id, id, SweepVerdict.Unknown, "Its migration is not known here: its history was removed, or another host that stages here runs it.")
                    : new SweepItem(null, Staged, id, id, id, SweepVerdict.Remove, $"Its migration is {migration.State}.") { State = migration.State };
            }
        }
    }

    /// <summary>Removes one thing, if it is still nobody's.</summary>
    /// <param name="migrations">Who knows the migrations.</param>
    /// <param name="item">What was found.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The item with what became of it.</returns>
    public async Task<SweepItem> RemoveAsync(IMigrations migrations, SweepItem item, CancellationToken cancellation)
    {
        MigrationView? migration = await FindMigrationAsync(migrations, item.Migration, cancellation);
        if (migration?.State != item.State)
        {
            return item with { Verdict = SweepVerdict.Keep, Why = $"Its migration is {migration?.State.ToString() ?? "gone"} by now." };
        }

        try
        {
            if (item is { Cloud: { } name, Leftover: { } thing })
            {
                Cloud cloud = await clouds.GetAsync(name, cancellation);
                await clouds.Provider(cloud.Kind).Leftovers(cloud)!.RemoveAsync(thing, cancellation);
            }
            else
            {
                await work.RemoveAsync(item.Migration, cancellation);
            }

            return item with { IsRemoved = true };
        }
        catch (Exception failed) when (failed is FailureException or IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            return item with { Problem = Failure.From(failed) };
        }
    }

    private static async Task<MigrationView?> FindMigrationAsync(IMigrations migrations, string id, CancellationToken cancellation)
        => InstanceId.IsValid(id) ? await migrations.FindProgressAsync(new InstanceId(id), cancellation) : null;

    private bool IsOld(DateTimeOffset? since, SweepFilter filter) => filter.OlderThan is not { } age || (since is { } then && time.GetUtcNow() - then >= age);
}
