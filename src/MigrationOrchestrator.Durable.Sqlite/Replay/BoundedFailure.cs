namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>Failures as histories keep them: texts from exceptions are cut to a bound, since other people's libraries write them.</summary>
internal static class BoundedFailure
{
    private const int MaxText = 4_000;

    public static Failure From(Exception exception)
    {
        Failure failure = Failure.From(exception);
        return failure with { Message = Cut(failure.Message)!, Remedy = Cut(failure.Remedy) };
    }

    private static string? Cut(string? text) => text is { Length: > MaxText } ? string.Concat(text.AsSpan(0, MaxText), "…") : text;
}
