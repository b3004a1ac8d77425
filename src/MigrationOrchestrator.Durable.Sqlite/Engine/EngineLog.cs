using Microsoft.Extensions.Logging;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>The engine's log lines; event ids 1000 to 1099. Ids and names only, never payloads.</summary>
internal sealed partial class EngineLog(ILogger logger)
{
    [LoggerMessage(1000, LogLevel.Information, "Engine epoch {Epoch} on {Path}: {Tasks} activities, {Timers} timers and {Messages} messages go on.")]
    public partial void Started(long epoch, string path, int tasks, int timers, int messages);

    [LoggerMessage(1001, LogLevel.Information, "Engine epoch {Epoch} stopped in good order.")]
    public partial void Stopped(long epoch);

    [LoggerMessage(1010, LogLevel.Error, "The store takes no writes; work is held until it does.")]
    public partial void StorageFailing(Exception failure);

    [LoggerMessage(1011, LogLevel.Information, "The store takes writes again; held work goes on.")]
    public partial void StorageGood();

    [LoggerMessage(1012, LogLevel.Critical, "A defect has halted the engine. All work is stored and goes on when the process is started again.")]
    public partial void Halted(Exception defect);

    [LoggerMessage(1020, LogLevel.Error, "Instance {InstanceId} ({Name}) is blocked: {Reason}")]
    public partial void Blocked(InstanceId instanceId, string name, string reason);

    [LoggerMessage(1021, LogLevel.Warning, "Instance {InstanceId} ({Name}) has {Events} history events; it is refused at {Limit}. Let it continue as new, or move work into children.")]
    public partial void LongHistory(InstanceId instanceId, string name, int events, int limit);

    [LoggerMessage(1022, LogLevel.Debug, "A turn of instance {InstanceId} was thrown away: the instance had moved on.")]
    public partial void Fenced(InstanceId instanceId);

    [LoggerMessage(1024, LogLevel.Warning, "{Count} turns of instance {InstanceId} in a row were thrown away: the store has another state than memory each time.")]
    public partial void FencedAgain(InstanceId instanceId, int count);

    [LoggerMessage(1023, LogLevel.Error, "A turn of instance {InstanceId} could not be finished.")]
    public partial void TurnFailed(InstanceId instanceId, Exception failure);

    [LoggerMessage(1030, LogLevel.Warning, "Activity {Name} of instance {InstanceId} failed ({Code}, transient: {Transient}).")]
    public partial void ActivityFailed(string name, InstanceId instanceId, string code, bool transient, Exception failure);

    [LoggerMessage(1031, LogLevel.Error, "Activity {Name} of instance {InstanceId} is given up: the process died during {Attempts} attempts.")]
    public partial void ActivityPoisoned(string name, InstanceId instanceId, int attempts);

    [LoggerMessage(1040, LogLevel.Information, "Retention removed {Count} finished instances.")]
    public partial void Purged(int count);
}
