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
    private readonly PriorityQueue<TimerRow, DateTimeOffset> waiting = new();
    private DateTimeOffset wakeAt = DateTimeOffset.MaxValue;

    public TimerQueue(TimeProvider time, Action<TimerRow> fire, EngineMeter meter)
    {
        this.time = time;
        this.fire = fire;
        this.meter = meter;
        timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(TimerRow row)
    {
        lock (gate)
        {
            waiting.Enqueue(row, row.DueAt);
            Sleep(time.GetUtcNow());
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
            while (waiting.TryPeek(out TimerRow next, out DateTimeOffset dueAt) && dueAt <= now)
            {
                _ = waiting.Dequeue();
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

    private void Sleep(DateTimeOffset now)
    {
        if (!waiting.TryPeek(out _, out DateTimeOffset dueAt) || dueAt >= wakeAt)
        {
            return;
        }

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
