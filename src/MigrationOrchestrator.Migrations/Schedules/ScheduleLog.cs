using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Schedules;

/// <summary>The log lines of schedules; event ids 1200 to 1209.</summary>
internal sealed partial class ScheduleLog(ILogger logger)
{
    [LoggerMessage(1200, LogLevel.Information, "Schedule {Schedule} started batch {Batch}.")]
    public partial void Started(string schedule, InstanceId batch);

    [LoggerMessage(1201, LogLevel.Warning, "Schedule {Schedule} could not start batch {Batch} ({Code}): {Reason}")]
    public partial void Failed(string schedule, InstanceId batch, string code, string reason);

    [LoggerMessage(1202, LogLevel.Warning, "Schedule {Schedule} passed over {Count} slots that nobody looked at in time.")]
    public partial void Missed(string schedule, int count);

    [LoggerMessage(1203, LogLevel.Error, "Schedule {Schedule} could not be looked at.")]
    public partial void Broken(string schedule, Exception failure);
}
