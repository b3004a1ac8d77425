namespace MigrationOrchestrator.Emulators.Faults;

/// <summary>Makes all transfers of one emulator wait so that together they keep to its bandwidth.</summary>
internal sealed class BandwidthLimit(FaultInjector faults, TimeProvider clock)
{
    /// <summary>Bodies are passed on in pieces of at most this, so that a slow line is slow evenly.</summary>
    public const int PieceBytes = 64 * 1024;

    /// <summary>What timers are coarser than: a shorter wait is not waited for, and so much of a wait that took too long is made up for.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private long free = clock.GetTimestamp();

    /// <summary>Waits until so many bytes may pass.</summary>
    public ValueTask PassAsync(int bytes, CancellationToken cancellation)
    {
        if (faults.BandwidthBytesPerSecond is not { } rate)
        {
            return ValueTask.CompletedTask;
        }

        TimeSpan wait;
        lock (gate)
        {
            long now = clock.GetTimestamp();
            free = Math.Max(free, now - (long)(Slack.TotalSeconds * clock.TimestampFrequency)) + (long)(bytes * (double)clock.TimestampFrequency / rate);
            wait = clock.GetElapsedTime(now, free);
        }

        return wait < Slack ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, clock, cancellation));
    }
}
