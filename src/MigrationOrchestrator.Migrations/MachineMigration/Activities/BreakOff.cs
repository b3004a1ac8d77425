using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>
/// Breaks off the long steps of orchestrations that do not go on. It is a step itself so that it is not forgotten: a process that starts again
/// runs their steps again, and then this one.
/// </summary>
/// <param name="running">The steps of this process.</param>
public sealed class BreakOff(RunningSteps running) : StepActivity<BreakOffInput, bool>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<BreakOffInput, StepResult<bool>> Name { get; } = new(nameof(BreakOff));

    /// <inheritdoc/>
    protected override async Task<(bool Value, long Bytes)> DoAsync(ActivityContext context, BreakOffInput input, CancellationToken cancellation)
    {
        foreach (InstanceId orchestration in input.Orchestrations)
        {
            await running.StopAsync(orchestration);
        }

        return (true, 0);
    }
}
