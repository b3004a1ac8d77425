namespace MigrationOrchestrator.Emulators.Faults;

/// <summary>What happens to a request that a <see cref="FaultRule"/> takes. Effects can be combined: latency first, then the others.</summary>
public sealed record FaultEffect
{
    /// <summary>Waits so many milliseconds before anything else; 0 or more.</summary>
    public int LatencyMilliseconds { get; init; }

    /// <summary>Takes every token's validity away before the request is looked at.</summary>
    public bool ExpireTokens { get; init; }

    /// <summary>Answers with this status, 400 to 599, instead of doing the work; null does the work.</summary>
    public int? Status { get; init; }

    /// <summary>Sends <c>Retry-After</c> with <see cref="Status"/>, in seconds; null sends none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Breaks the connection instead of answering; the work is not done.</summary>
    public bool Reset { get; init; }

    /// <summary>Does the work but breaks the connection instead of sending the answer: the client cannot know.</summary>
    public bool LoseAnswer { get; init; }

    /// <summary>Breaks the connection after so many bytes of the answer's body; 0 or more.</summary>
    public long? TruncateAfterBytes { get; init; }

    /// <summary>Breaks the connection after so many bytes of the request's body were read; 0 or more.</summary>
    public long? CutUploadAfterBytes { get; init; }

    internal string? FindProblem() => this switch
    {
        { LatencyMilliseconds: < 0 } => $"effect.latencyMilliseconds: {LatencyMilliseconds} was found; 0 or more is needed.",
        { Status: < 400 or > 599 } => $"effect.status: {Status} was found; 400 to 599 is needed.",
        { RetryAfterSeconds: < 0 } => $"effect.retryAfterSeconds: {RetryAfterSeconds} was found; 0 or more is needed.",
        { TruncateAfterBytes: < 0 } => $"effect.truncateAfterBytes: {TruncateAfterBytes} was found; 0 or more is needed.",
        { CutUploadAfterBytes: < 0 } => $"effect.cutUploadAfterBytes: {CutUploadAfterBytes} was found; 0 or more is needed.",
        _ => null,
    };
}
