using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>
/// Breaks off the long steps of disks that do not go on. It is a step itself so that it is not forgotten: a process that starts again runs the
/// disks' steps again, and then this one.
/// </summary>
/// <param name="running">The steps of this process.</param>
public sealed class BreakOff(RunningSteps running) : StepActivity<BreakOffInput, bool>
{
    /// <summary>Its name in histories.</summary>
    public static ActivityName<BreakOffInput, StepResult<bool>> Name { get; } = new(nameof(BreakOff));

    /// <inheritdoc/>
    protected override async Task<(bool Value, long Bytes)> DoAsync(ActivityContext context, BreakOffInput input, CancellationToken cancellation)
    {
        foreach (InstanceId disk in input.Disks)
        {
            await running.StopAsync(disk);
        }

        return (true, 0);
    }
}
