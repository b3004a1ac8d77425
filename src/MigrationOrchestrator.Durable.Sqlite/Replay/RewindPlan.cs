namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>
/// How a failed instance goes on from the step that failed: the history up to that failure, the results that came after it for steps
/// taken before it, and nothing of what the code did because of the failure.
/// </summary>
/// <param name="History">The new execution's history; its last fact is the rewind.</param>
/// <param name="Redelivered">Results and events that are handed over again.</param>
internal sealed record RewindPlan(IReadOnlyList<HistoryEvent> History, IReadOnlyList<HistoryEvent> Redelivered)
{
    // Each try is a replay; more failures than this at one time stay, and another rewind takes them.
    private const int MaxTries = 50;

    /// <summary>Steps of the new history that still need a result.</summary>
    public IEnumerable<HistoryEvent> OpenSteps
    {
        get
        {
            HashSet<int> answered = [.. History.Concat(Redelivered).Select(Facts.AnsweredId).OfType<int>()];
            return History.Where(fact => fact is TaskScheduled or TimerCreated or SubOrchestrationCreated && !answered.Contains(Facts.ScheduledId(fact)!.Value));
        }
    }

    /// <summary>Plans a rewind.</summary>
    /// <param name="orchestrator">Today's code; null where this host has none, which keeps the whole history.</param>
    /// <param name="id">The instance.</param>
    /// <param name="history">Its history up to its failure.</param>
    /// <param name="rewind">The fact that the new history ends with.</param>
    public static RewindPlan Make(RegisteredOrchestrator? orchestrator, InstanceId id, IReadOnlyList<HistoryEvent> history, ExecutionRewound rewind)
    {
        HistoryEvent[] lived = [.. history.Where(fact => fact is not ExecutionFailed)];
        if (orchestrator is null || Replay(orchestrator, id, history) is not { } failed || Culprit(failed) is not { } culprit)
        {
            return new RewindPlan([.. lived, rewind], []);
        }

        int cut = Array.FindIndex(lived, fact => IsFailure(fact) && Facts.AnsweredId(fact) == culprit);
        List<HistoryEvent> kept = [.. lived[..cut]];
        HashSet<int> steps = [.. kept.Select(Facts.ScheduledId).OfType<int>()];
        HistoryEvent[] later = [.. lived[(cut + 1)..].Where(fact => fact is EventRaised || (Facts.AnsweredId(fact) is { } step && !IsFailure(fact) && steps.Contains(step)))];

        // Failures that came before but that the code has not looked at yet (others of the same WhenAll) are tried again too:
        // those without which the record is still exactly what the code does.
        foreach ((_, int step) in failed.SurfacedFailures.Where(surfaced => surfaced.Id != culprit).Reverse().Take(MaxTries))
        {
            HistoryEvent[] without = [.. kept.Where(fact => !(IsFailure(fact) && Facts.AnsweredId(fact) == step))];
            if (without.Length < kept.Count && Replay(orchestrator, id, [.. without, rewind]) is not null)
            {
                kept = [.. without];
            }
        }

        return new RewindPlan([.. kept, rewind], later);
    }

    private static Execution? Replay(RegisteredOrchestrator orchestrator, InstanceId id, IReadOnlyList<HistoryEvent> history)
    {
        Execution execution = new(orchestrator, id, (ExecutionStarted)history[0]);
        try
        {
            execution.Replay(history);
            return execution;
        }
        catch (NonDeterminismException)
        {
            return null;
        }
    }

    /// <summary>The step whose failure ended the orchestrator: the exception itself, one that it wraps, or one with the same failure.</summary>
    private static int? Culprit(Execution failed)
    {
        for (Exception? thrown = failed.RootFailure; thrown is not null; thrown = thrown.InnerException)
        {
            foreach ((TaskFailedException surfaced, int id) in failed.SurfacedFailures)
            {
                if (ReferenceEquals(surfaced, thrown))
                {
                    return id;
                }
            }
        }

        Failure? failure = failed.RootFailure is { } root ? Failure.From(root) : null;
        return failed.SurfacedFailures.Where(surfaced => surfaced.Thrown.Failure == failure).Select(surfaced => (int?)surfaced.Id).LastOrDefault();
    }

    private static bool IsFailure(HistoryEvent fact) => fact is TaskFailed or SubOrchestrationFailed;
}
