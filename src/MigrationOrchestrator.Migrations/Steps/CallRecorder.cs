using System.Diagnostics;

namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>
/// Collects what one step asked of clouds: which calls, how often and how long, so that every migration can show its own table of times.
/// The step opens it; the clouds' HTTP pipelines add to the one that is open in their flow of control.
/// </summary>
public sealed class CallRecorder : IDisposable
{
    private const int MaxRows = 24;

    private static readonly AsyncLocal<CallRecorder?> Open = new();

    private readonly CallRecorder? outer = Open.Value;
    private readonly Dictionary<string, (int Count, long Ticks)> rows = new(StringComparer.Ordinal);

    private CallRecorder()
    {
    }

    /// <summary>Opens a recorder for what follows in this flow of control, until it is disposed.</summary>
    public static CallRecorder Begin()
    {
        CallRecorder recorder = new();
        Open.Value = recorder;
        return recorder;
    }

    /// <summary>Adds one call to the open recorder, if any.</summary>
    /// <param name="call">Method and route template, never ids or queries: <c>GET /v2/images/{id}</c>.</param>
    /// <param name="started">What <see cref="Stopwatch.GetTimestamp"/> said when it started.</param>
    public static void Add(string call, long started)
    {
        if (Open.Value is not { } recorder)
        {
            return;
        }

        lock (recorder.rows)
        {
            string row = recorder.rows.ContainsKey(call) || recorder.rows.Count < MaxRows ? call : "other";
            (int count, long ticks) = recorder.rows.GetValueOrDefault(row);
            recorder.rows[row] = (count + 1, ticks + (Stopwatch.GetTimestamp() - started));
        }
    }

    /// <summary>What was collected, longest first.</summary>
    public IReadOnlyList<CallTiming> Summary()
    {
        lock (rows)
        {
            return [.. rows.OrderByDescending(row => row.Value.Ticks).Select(row => new CallTiming(row.Key, row.Value.Count, Math.Round(row.Value.Ticks * 1000.0 / Stopwatch.Frequency, 1)))];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Open.Value = outer;
}

/// <summary>One row of a step's table of calls.</summary>
/// <param name="Call">Method and route template.</param>
/// <param name="Count">How often.</param>
/// <param name="Milliseconds">How long in all.</param>
public sealed record CallTiming(string Call, int Count, double Milliseconds);
