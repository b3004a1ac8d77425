using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Migrations.Schedules;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>
/// Looks for due schedules at every full minute. Only <c>serve</c> has it: a command that owns the data folder for a minute must not start batches
/// that end with it.
/// </summary>
internal sealed partial class ScheduleClock(DueSchedules due, TimeProvider time, ILogger<ScheduleClock> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await due.StartDueAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                SayBroken(broken);
            }

            // A timer that fires a little early finds nothing due and waits for the rest of the minute.
            TimeSpan sinceMinute = TimeSpan.FromTicks(time.GetUtcNow().Ticks % TimeSpan.TicksPerMinute);
            await Task.Delay(TimeSpan.FromMinutes(1) - sinceMinute, time, stoppingToken);
        }
    }

    [LoggerMessage(1210, LogLevel.Error, "Schedules could not be looked at; the next minute tries again.")]
    private partial void SayBroken(Exception failure);
}
