using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>A migration's table of times, made of its history alone: which steps ran, how often and how long, how many bytes, which calls.</summary>
internal static class StepTable
{
    /// <summary>Makes the table; rows are in the order in which steps first started.</summary>
    /// <param name="history">The migration's history with its disks'.</param>
    public static IReadOnlyList<StepTiming> From(IReadOnlyList<HistoryRow> history)
    {
        Dictionary<(string Step, string? Disk), Row> rows = [];
        Dictionary<(InstanceId, int), (Row Row, DateTimeOffset At)> open = [];
        foreach (HistoryRow fact in history)
        {
            switch (fact.Event)
            {
                case TaskScheduled scheduled:
                    Row row = RowFor(rows, scheduled.Name, Disk(fact.Instance), scheduled.Timestamp);
                    open[(fact.Instance, scheduled.Id)] = (row, scheduled.Timestamp);
                    break;
                case TaskCompleted completed when open.Remove((fact.Instance, completed.Id), out (Row Row, DateTimeOffset At) started):
                    started.Row.End(started.At, completed.Timestamp);
                    started.Row.Take(completed.Output);
                    break;
                case TaskFailed failed when open.Remove((fact.Instance, failed.Id), out (Row Row, DateTimeOffset At) started):
                    started.Row.End(started.At, failed.Timestamp);
                    started.Row.Failures++;
                    break;
                default:
                    break;
            }
        }

        return [.. rows.Values.OrderBy(row => row.First).Select(row => row.Timing())];
    }

    private static Row RowFor(Dictionary<(string, string?), Row> rows, string step, string? disk, DateTimeOffset at)
    {
        if (!rows.TryGetValue((step, disk), out Row? row))
        {
            rows[(step, disk)] = row = new Row(step, disk, at);
        }

        return row;
    }

    private static string? Disk(InstanceId instance) => instance.Value.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? instance.Value[(colon + 1)..] : null;

    private sealed class Row(string step, string? disk, DateTimeOffset first)
    {
        private readonly Dictionary<string, (int Count, double Milliseconds)> calls = new(StringComparer.Ordinal);
        private DateTimeOffset? last;
        private double busySeconds;
        private int count;
        private long bytes;

        public DateTimeOffset First => first;

        public int Failures { get; set; }

        public void End(DateTimeOffset started, DateTimeOffset ended)
        {
            count++;
            busySeconds += (ended - started).TotalSeconds;
            last = last > ended ? last : ended;
        }

        public void Take(string output)
        {
            using JsonDocument document = JsonDocument.Parse(output);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } result)
            {
                return;
            }

            bytes += result.TryGetProperty("bytes", out JsonElement moved) && moved.TryGetInt64(out long value) ? value : 0;
            if (result.TryGetProperty("calls", out JsonElement asked) && asked.Deserialize<IReadOnlyList<CallTiming>>(DurableJson.Options) is { } timings)
            {
                foreach (CallTiming timing in timings)
                {
                    (int earlier, double milliseconds) = calls.GetValueOrDefault(timing.Call);
                    calls[timing.Call] = (earlier + timing.Count, milliseconds + timing.Milliseconds);
                }
            }
        }

        public StepTiming Timing() => new(
            step,
            disk,
            count,
            first,
            Math.Round(((last ?? first) - first).TotalSeconds, 3),
            Math.Round(busySeconds, 3),
            bytes,
            Failures,
            [.. calls.OrderByDescending(call => call.Value.Milliseconds).Select(call => new CallTiming(call.Key, call.Value.Count, Math.Round(call.Value.Milliseconds, 1)))]);
    }
}
