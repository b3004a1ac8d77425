namespace MigrationOrchestrator.Durable;

/// <summary>
/// Why a step failed, as data: it is what crosses a step, what retry policies look at and what people read.
/// It is persisted in histories, so it never holds a secret.
/// </summary>
/// <param name="Code">Stable, dotted and machine-readable, such as <c>source.unauthorized</c>.</param>
/// <param name="Message">What was tried and what was found, for people.</param>
/// <param name="Transient">Whether the same step may succeed when it is tried again unchanged.</param>
public sealed record Failure(string Code, string Message, bool Transient = false)
{
    /// <summary>The code of a failure that came from an exception nobody had classified: a bug until shown otherwise.</summary>
    public const string Unexpected = "unexpected";

    /// <summary>The code of work that stopped because somebody asked for it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>What the user can do about it, or null where nothing is known.</summary>
    public string? Remedy { get; init; }

    /// <summary>The kind of cloud or service that answered, or null where none was asked.</summary>
    public string? Provider { get; init; }

    /// <summary>The provider's own id of the request that failed, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>Seconds after which the provider allows another try (its Retry-After), or null.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>The full name of the exception type where the failure was not classified.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>Turns an exception into data: a <see cref="FailureException"/> and a <see cref="TaskFailedException"/> keep theirs, all else becomes <see cref="Unexpected"/>.</summary>
    /// <param name="exception">What was thrown.</param>
    public static Failure From(Exception exception) => exception switch
    {
        FailureException classified => classified.Failure,
        TaskFailedException failed => failed.Failure,
        OperationCanceledException => new Failure(Cancelled, "The work was cancelled.", Transient: true),
        AggregateException { InnerExceptions.Count: 1 } one => From(one.InnerException!),
        _ => new Failure(Unexpected, exception.Message) { ExceptionType = exception.GetType().FullName },
    };
}
