namespace MigrationOrchestrator.VCloud.Tests.Bench;

/// <summary>The system's clock, which a test can move forward at once; timers run as ever.</summary>
internal sealed class ShiftableClock : TimeProvider
{
    private long shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref shift));

    public void Shift(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);
}
