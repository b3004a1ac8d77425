using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Staging;

/// <summary>
/// Removes what ended migrations left in staging: those that were terminated clean up nothing. What no engine knows of is left alone, since it may
/// belong to another one that uses the same store.
/// </summary>
/// <param name="staging">The store.</param>
/// <param name="work">What a migration has on this host.</param>
/// <param name="client">The engine.</param>
/// <param name="time">The clock.</param>
public sealed class StagingSweep(IStagingStore staging, StagedWork work, IOrchestrationClient client, TimeProvider time)
{
    /// <summary>Removes it.</summary>
    /// <param name="age">How long ago a migration must have ended.</param>
    /// <param name="cancellation">Gives up; the next sweep finds the rest.</param>
    /// <returns>The migrations whose bytes were removed.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(TimeSpan age, CancellationToken cancellation)
    {
        List<string> left = [];
        List<string> removed = [];
        await foreach (string migration in staging.ListMigrationsAsync(cancellation))
        {
            if (InstanceId.IsValid(migration) && await client.FindAsync(new InstanceId(migration), includeInputsAndOutputs: false, cancellation) is { IsFinished: true } ended && time.GetUtcNow() - ended.UpdatedAt >= age)
            {
                left.Add(migration);
            }
        }

        foreach (string migration in left)
        {
            try
            {
                await work.RemoveAsync(migration, cancellation);
                removed.Add(migration);
            }
            catch (Exception failed) when (failed is FailureException or IOException or UnauthorizedAccessException)
            {
                // The next sweep tries again, and the others' are removed now.
            }
        }

        return removed;
    }
}
