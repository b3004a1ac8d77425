using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Flow;

/// <summary>How steps are tried again.</summary>
internal static class Retries
{
    /// <summary>
    /// The engine's code for a step that was running each time its process died. That is no proof against the step, so that it is tried again, but
    /// each try may take the process down several times: not for hours.
    /// </summary>
    private const string Poisoned = "activity.poisoned";

    private const int PoisonedAttempts = 8;

    /// <summary>An outage of the longest patience gives about this many tries, so that histories stay within their bounds.</summary>
    private const int TriesOfAnOutage = 100;

    /// <summary>A step that was broken off waits for the reason to arrive, which is on its way.</summary>
    private static readonly TimeSpan InterruptedWait = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan UsualLongestWait = TimeSpan.FromMinutes(5);

    /// <summary>Only failures that may pass are tried again: waits double from two seconds up to five minutes, for as long as the request's patience lasts.</summary>
    public static RetryPolicy For(MigrationOptions options) => For(options, TimeSpan.FromHours(options.PatienceHours));

    /// <summary>The same with a patience of its own.</summary>
    /// <param name="options">How.</param>
    /// <param name="patience">How long failures are borne in all.</param>
    public static RetryPolicy For(MigrationOptions options, TimeSpan patience) => new(options.Attempts ?? int.MaxValue, TimeSpan.FromSeconds(2))
    {
        MaxInterval = patience / TriesOfAnOutage > UsualLongestWait ? patience / TriesOfAnOutage : UsualLongestWait,
        TotalTimeout = patience,
        Handle = failure => failure.Transient || failure.Code == Poisoned,
    };

    /// <summary>The wait before the next try, or null where the failure is for good.</summary>
    /// <param name="policy">How steps are tried again.</param>
    /// <param name="failure">Why the last try failed.</param>
    /// <param name="attempt">Which try that was, from 1.</param>
    /// <param name="elapsed">Time since the step first failed.</param>
    public static TimeSpan? Next(RetryPolicy policy, Failure failure, int attempt, TimeSpan elapsed) => failure.Code switch
    {
        RunningSteps.Interrupted => InterruptedWait,
        Poisoned when attempt >= PoisonedAttempts => null,
        _ => policy.NextDelay(failure, attempt, elapsed),
    };
}
