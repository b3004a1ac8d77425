using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using MigrationOrchestrator.Durable.Sqlite.Storage;
using TraceContext = System.Diagnostics.ActivityContext;

namespace MigrationOrchestrator.Durable.Sqlite.Telemetry;

/// <summary>
/// Where the span of an execution stands in its trace. It is written only when the execution has ended, yet what the execution starts names it
/// as parent before; so its id is not drawn but computed from what the file keeps, and is the same after a restart.
/// </summary>
internal static class ExecutionSpan
{
    private const int SpanIdBytes = 8; // W3C Trace Context, 3.2.2.4: parent-id

    /// <summary>The parent (W3C traceparent) of what an execution starts; null where its instance belongs to no trace.</summary>
    /// <param name="traceParent">The span that started the instance, or null.</param>
    /// <param name="id">The instance.</param>
    /// <param name="generation">The execution's number in the file.</param>
    public static string? ParentOf(string? traceParent, InstanceId id, long generation)
        => TraceContext.TryParse(traceParent, null, out TraceContext started)
            ? $"00-{started.TraceId.ToHexString()}-{IdOf(started, id, generation)}-{(int)started.TraceFlags:x2}"
            : null;

    /// <summary>Gives the span of an execution its id.</summary>
    public static void Identify(Activity span, InstanceRow row)
    {
        if (!TraceContext.TryParse(row.TraceParent, null, out TraceContext started))
        {
            return;
        }

        try
        {
            SpanIdOf(span) = IdOf(started, row.Id, row.Generation);
        }
        catch (MissingFieldException)
        {
            // A runtime that keeps it elsewhere: the span stays with the id that was drawn, beside what should hang below it.
        }
    }

    private static string IdOf(TraceContext started, InstanceId id, long generation)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{started.TraceId}/{started.SpanId}/{generation}/{id.Value}")).AsSpan(0, SpanIdBytes));

    /// <summary>.NET lets nobody choose a span's id; this field is the one that it keeps it in.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity span);
}
