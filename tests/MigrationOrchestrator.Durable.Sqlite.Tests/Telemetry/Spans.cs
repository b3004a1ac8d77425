using System.Collections.Concurrent;
using System.Diagnostics;
using Span = System.Diagnostics.Activity;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Telemetry;

/// <summary>The spans that all engines of this process write while it lives; tests tell theirs by their instances.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Span> written = new();
    private readonly ActivityListener listener;

    public Spans()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SqliteEngine.TelemetryName,
            Sample = (ref ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = written.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Every span of an instance, in the order in which they ended.</summary>
    public Span[] Of(InstanceId id) => [.. written.Where(span => span.GetTagItem("durabletask.task.instance_id") as string == id.Value)];

    /// <summary>The one span of an instance that has a name.</summary>
    public Span Single(InstanceId id, string name) => Assert.Single(Of(id), span => span.OperationName == name);

    public void Dispose() => listener.Dispose();
}
