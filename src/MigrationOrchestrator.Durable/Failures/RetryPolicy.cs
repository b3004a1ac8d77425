namespace MigrationOrchestrator.Durable;

/// <summary>How often and how long a failed activity or sub-orchestration is tried again. Waits are durable timers.</summary>
/// <param name="MaxAttempts">Attempts in all, the first one included; 1 or more.</param>
/// <param name="FirstInterval">The wait before the second attempt; more than zero.</param>
/// <param name="BackoffCoefficient">Each later wait is the one before times this; 1 or more.</param>
public sealed record RetryPolicy(int MaxAttempts, TimeSpan FirstInterval, double BackoffCoefficient = 2.0)
{
    /// <summary>The longest wait that backing off leads to; one hour unless told. A provider's Retry-After may be longer and is kept.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>No attempt starts later than this after the first one did; null for no bound.</summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>Which failures are tried again; unless told, those that are <see cref="Failure.Transient"/>. Must be pure: it runs in replays.</summary>
    public Func<Failure, bool> Handle { get; init; } = failure => failure.Transient;

    /// <summary>The wait before the next attempt, or null where there is none.</summary>
    /// <param name="failure">The failure of the attempt that just ended.</param>
    /// <param name="attempt">Which attempt that was, from 1.</param>
    /// <param name="elapsed">Time since the first attempt started, on the orchestration's clock.</param>
    public TimeSpan? NextDelay(Failure failure, int attempt, TimeSpan elapsed)
    {
        if (attempt >= MaxAttempts || !Handle(failure))
        {
            return null;
        }

        double seconds = FirstInterval.TotalSeconds * Math.Pow(BackoffCoefficient, attempt - 1);
        seconds = Math.Max(Math.Min(seconds, MaxInterval.TotalSeconds), failure.RetryAfterSeconds ?? 0);
        TimeSpan delay = TimeSpan.FromSeconds(seconds);
        return TotalTimeout is { } total && elapsed + delay > total ? null : delay;
    }

    /// <summary>Throws where a value is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the exception names it.</exception>
    public RetryPolicy Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FirstInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(BackoffCoefficient, 1.0);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxInterval, FirstInterval);
        return this;
    }
}
