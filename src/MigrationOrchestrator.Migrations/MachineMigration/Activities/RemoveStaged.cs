using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Removes everything of a migration from staging and from the folder where its conversions work.</summary>
/// <param name="staging">The staging store.</param>
/// <param name="jobs">The conversions.</param>
/// <param name="hashes">What was hashed of it.</param>
/// <param name="board">Where progress was shown.</param>
public sealed class RemoveStaged(IStagingStore staging, ConversionJobs jobs, ImageHashes hashes, ProgressBoard board) : StepActivity<string, bool>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<string, StepResult<bool>> Name { get; } = new(nameof(RemoveStaged));

    /// <inheritdoc/>
    protected override async Task<(bool Value, long Bytes)> DoAsync(ActivityContext context, string input, CancellationToken cancellation)
    {
        await jobs.RemoveAllAsync(input, cancellation);
        hashes.Forget(input);
        await staging.RemoveAsync(input, cancellation);
        board.Close(new InstanceId(input));
        return (true, 0);
    }
}
