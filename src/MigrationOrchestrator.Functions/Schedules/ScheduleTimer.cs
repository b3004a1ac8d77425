using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Functions.Http;

namespace MigrationOrchestrator.Functions.Schedules;

/// <summary>Looks for due schedules at every full minute.</summary>
/// <param name="desk">The operator's desk.</param>
/// <param name="time">The clock.</param>
public sealed class ScheduleTimer(OperatorDesk desk, TimeProvider time)
{
    /// <summary>Timers may fire up to a second early; without this a slot would then wait for the next minute.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    /// <summary>Starts what is due. The host runs it on one worker at a time; where it does not, a slot's batch is still started once.</summary>
    [Function("StartDueSchedules")]
    public Task StartDueAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
        => desk.DueSchedules(client).StartDueAsync(time.GetUtcNow() + Early, cancellation);
}
