using MigrationOrchestrator.Durable.Sqlite.Storage;
using MigrationOrchestrator.Durable.Sqlite.Telemetry;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Durable timers in memory, ordered by due time; one timer of the system waits for the next.</summary>
internal sealed class TimerQueue : IDisposable
{
    // The system's timers do not follow a wall clock that is set forward, so a long wait looks at the clock in between.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);

    private readonly TimeProvider time;
    private readonly Action<TimerRow> fire;
    private readonly EngineMeter meter;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly SortedSet<TimerRow> waiting = new(Comparer<TimerRow>.Create(static (a, b) => (a.DueAt, a.Instance, a.Step, a.Generation).CompareTo((b.DueAt, b.Instance, b.Step, b.Generation))));
    private readonly Dictionary<long, List<TimerRow>> byInstance = [];
    private DateTimeOffset wakeAt = DateTimeOffset.MaxValue;

    public TimerQueue(TimeProvider time, Action<TimerRow> fire, EngineMeter meter)
    {
        this.time = time;
        this.fire = fire;
        this.meter = meter;
        timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many timers wait.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    public void Add(TimerRow row)
    {
        lock (gate)
        {
            if (!waiting.Add(row))
            {
                return;
            }

            if (!byInstance.TryGetValue(row.Instance, out List<TimerRow>? own))
            {
                byInstance.Add(row.Instance, own = new List<TimerRow>(1));
            }

            own.Add(row);
            Sleep(time.GetUtcNow());
        }
    }

    /// <summary>Takes one timer out, since its wait was given up.</summary>
    public void Cancel(long instance, int step, long generation)
    {
        lock (gate)
        {
            if (byInstance.TryGetValue(instance, out List<TimerRow>? own) && own.FindIndex(row => row.Step == step && row.Generation == generation) is >= 0 and var index)
            {
                _ = waiting.Remove(own[index]);
                Forget(own, index);
            }
        }
    }

    /// <summary>Takes all of an instance's timers out.</summary>
    public void CancelAll(long instance)
    {
        lock (gate)
        {
            if (byInstance.Remove(instance, out List<TimerRow>? own))
            {
                own.ForEach(row => _ = waiting.Remove(row));
            }
        }
    }

    public void Dispose() => timer.Dispose();

    private void Wake()
    {
        List<TimerRow> due = [];
        DateTimeOffset now = time.GetUtcNow();
        lock (gate)
        {
            wakeAt = DateTimeOffset.MaxValue;
            while (waiting.Count > 0 && waiting.Min is { } next && next.DueAt <= now)
            {
                _ = waiting.Remove(next);
                List<TimerRow> own = byInstance[next.Instance];
                Forget(own, own.IndexOf(next));
                due.Add(next);
            }

            Sleep(now);
        }

        foreach (TimerRow row in due)
        {
            meter.TimerFired(now - row.DueAt);
            fire(row);
        }
    }

    private void Forget(List<TimerRow> own, int index)
    {
        long instance = own[index].Instance;
        own.RemoveAt(index);
        if (own.Count == 0)
        {
            _ = byInstance.Remove(instance);
        }
    }

    private void Sleep(DateTimeOffset now)
    {
        if (waiting.Count == 0 || waiting.Min.DueAt >= wakeAt)
        {
            return;
        }

        DateTimeOffset dueAt = waiting.Min.DueAt;
        TimeSpan wait = dueAt <= now ? TimeSpan.Zero : dueAt - now;
        wakeAt = dueAt;
        if (wait > LongestSleep)
        {
            wait = LongestSleep;
            wakeAt = now + LongestSleep;
        }

        // The system's timers count whole milliseconds and round down; waking early would only mean waking twice.
        _ = timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }
}
