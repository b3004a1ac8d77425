using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>Removes everything of a migration from staging and from the folder where its conversions work.</summary>
/// <param name="work">What the migration has on this host.</param>
public sealed class RemoveStaged(StagedWork work) : StepActivity<string, bool>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<string, StepResult<bool>> Name { get; } = new(nameof(RemoveStaged));

    /// <inheritdoc/>
    protected override async Task<(bool Value, long Bytes)> DoAsync(ActivityContext context, string input, CancellationToken cancellation)
    {
        await work.RemoveAsync(input, cancellation);
        return (true, 0);
    }
}
