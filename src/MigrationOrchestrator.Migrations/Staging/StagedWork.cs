using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Staging;

/// <summary>What a migration has on this host while it goes on: staged bytes, conversions, hashes that were begun, progress.</summary>
/// <param name="staging">The staging store.</param>
/// <param name="jobs">The conversions.</param>
/// <param name="hashes">What was hashed of its images.</param>
/// <param name="running">Its long steps.</param>
/// <param name="board">Where its progress is shown.</param>
public sealed class StagedWork(IStagingStore staging, ConversionJobs jobs, ImageHashes hashes, RunningSteps running, ProgressBoard board)
{
    /// <summary>Removes all of it; nothing of the migration runs any more.</summary>
    /// <param name="migration">The migration's id.</param>
    /// <param name="cancellation">Gives up; whoever tries again removes the rest.</param>
    /// <exception cref="ArgumentException">It is no migration's id.</exception>
    public async Task RemoveAsync(string migration, CancellationToken cancellation)
    {
        InstanceId id = new(migration);
        hashes.Forget(migration);
        board.Close(id);
        await staging.RemoveAsync(migration, cancellation);
        await jobs.RemoveAllAsync(id, cancellation);
        running.Forget(id);
    }
}
