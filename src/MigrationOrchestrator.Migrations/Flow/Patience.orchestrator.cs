using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Flow;

/// <summary>Waits for something that a cloud or a converter works on: durable timers that grow, and a deadline that comes from the work's size.</summary>
internal sealed class Patience
{
    /// <summary>The slowest rate that is still waited for, in bytes a second: clouds under load go down to this before an operator should look.</summary>
    private const double SlowestBytesPerSecond = 5_000_000;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly OrchestrationContext context;
    private readonly DateTimeOffset deadline;
    private readonly Failure late;
    private readonly PatientSteps? steps;
    private readonly TimeSpan heldUpBefore;
    private TimeSpan wait = FirstWait;

    /// <param name="context">The orchestration.</param>
    /// <param name="least">The time that even an empty disk is given.</param>
    /// <param name="bytes">The work's size.</param>
    /// <param name="late">What to say when the deadline has passed.</param>
    /// <param name="steps">What asks; the time for which outages hold it up is given on top. Null where none can.</param>
    public Patience(OrchestrationContext context, TimeSpan least, long bytes, Failure late, PatientSteps? steps = null)
    {
        this.context = context;
        this.late = late;
        this.steps = steps;
        heldUpBefore = steps?.HeldUp ?? TimeSpan.Zero;
        deadline = context.CurrentUtc + least + TimeSpan.FromSeconds(bytes / SlowestBytesPerSecond);
    }

    /// <summary>Waits a little longer than last time.</summary>
    /// <exception cref="FailureException">The deadline has passed.</exception>
    public async Task WaitAsync()
    {
        if (context.CurrentUtc >= deadline + (steps?.HeldUp ?? TimeSpan.Zero) - heldUpBefore)
        {
            throw new FailureException(late);
        }

        await context.CreateTimerAsync(wait);
        wait = wait * 1.5 < LongestWait ? wait * 1.5 : LongestWait;
    }
}
