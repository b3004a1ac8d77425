using System.Diagnostics;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Telemetry;

/// <summary>
/// The engine's spans, with the names and attributes of the Durable Task Framework's. An orchestration's span is written once, when its end
/// is committed, with the time of its start, so replays and restarts do not cut it; what it started hangs below it (<see cref="ExecutionSpan"/>).
/// </summary>
internal sealed class EngineSpans : IDisposable
{
    /// <summary>The source's name, for hosts that export it.</summary>
    public const string Name = "MigrationOrchestrator.Durable";

    private readonly ActivitySource source = new(Name);

    /// <summary>A span around a client's start of an instance; its context becomes the instance's parent.</summary>
    public Activity? StartCreate(string orchestrator, InstanceId id)
        => Tagged(source.StartActivity($"create_orchestration:{orchestrator}", ActivityKind.Producer), "orchestration", orchestrator, id);

    /// <summary>A span around one run of an activity.</summary>
    public Activity? StartActivity(TaskRow row)
    {
        Activity? span = Tagged(source.StartActivity($"activity:{row.Name}", ActivityKind.Server, ExecutionSpan.ParentOf(row.TraceParent, row.InstanceId, row.Generation)), "activity", row.Name, row.InstanceId);
        _ = span?.SetTag("durabletask.task.task_id", row.Step).SetTag("durabletask.task.attempts", row.Attempts);
        return span;
    }

    /// <summary>Marks a span as failed, with the failure's code; its message may be long and is left to the log.</summary>
    public static void Fail(Activity? span, Failure failure) => _ = span?.SetStatus(ActivityStatusCode.Error, failure.Code).SetTag("error.type", failure.Code);

    /// <summary>Writes an orchestration's span once its end is durable.</summary>
    public void Ended(InstanceRow row, HistoryEvent end)
    {
        using Activity? span = source.StartActivity($"orchestration:{row.Name}", ActivityKind.Server, row.TraceParent, startTime: row.CreatedAt);
        if (span is null)
        {
            return;
        }

        ExecutionSpan.Identify(span, row);
        _ = Tagged(span, "orchestration", row.Name, row.Id)!.SetTag("durabletask.task.execution_id", row.ExecutionId).SetTag("durabletask.task.version", row.Version).SetTag("durabletask.task.status", row.Status.ToString());
        if (end is ExecutionFailed failed)
        {
            Fail(span, failed.Failure);
        }

        _ = span.SetEndTime(end.Timestamp.UtcDateTime);
    }

    public void Dispose() => source.Dispose();

    private static Activity? Tagged(Activity? span, string type, string name, InstanceId id)
        => span?.SetTag("durabletask.type", type).SetTag("durabletask.task.name", name).SetTag("durabletask.task.instance_id", id.Value);
}
