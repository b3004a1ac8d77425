namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>
/// Compares the steps that the code takes with the recorded ones, in number and in place: a step must come after the same incoming
/// fact as it did when it was recorded. Past the tape's end steps are new.
/// </summary>
internal sealed class ReplayTape
{
    private readonly List<(HistoryEvent Fact, int Index)> steps = [];
    private readonly bool isOpenEnded;
    private int limit;
    private int taken;

    public ReplayTape(IReadOnlyList<HistoryEvent> history)
    {
        for (int index = 0; index < history.Count; index++)
        {
            if (Facts.ScheduledId(history[index]) is not null)
            {
                steps.Add((history[index], index));
            }
        }

        // After a rewind, and at the end of a run that failed in the orchestrator itself, the code may go further than it did.
        isOpenEnded = Facts.Last(history) is ExecutionRewound;
    }

    /// <summary>Lets the code take the steps that were recorded before a fact.</summary>
    /// <param name="nextIncoming">The index of the next incoming fact, or the history's length.</param>
    public void AdvanceTo(int nextIncoming) => limit = nextIncoming;

    /// <summary>Takes one step.</summary>
    /// <returns>The recorded fact; null where the step is new.</returns>
    /// <exception cref="NonDeterminismException">The record has another step here.</exception>
    public HistoryEvent? Take(HistoryEvent replayed)
    {
        if (taken < steps.Count && steps[taken].Index < limit)
        {
            HistoryEvent recorded = steps[taken].Fact;
            if (!Facts.Match(recorded, replayed))
            {
                throw Differs(recorded, replayed);
            }

            taken++;
            return recorded;
        }

        return isOpenEnded && taken == steps.Count ? null : throw Differs(null, replayed);
    }

    /// <summary>Checks that the code took every step that was recorded up to the limit.</summary>
    /// <exception cref="NonDeterminismException">It took fewer.</exception>
    public void CheckAllTaken()
    {
        if (taken < steps.Count && steps[taken].Index < limit)
        {
            throw Differs(steps[taken].Fact, null);
        }
    }

    /// <summary>A difference at the step that would come next.</summary>
    public NonDeterminismException Differs(HistoryEvent? recorded, HistoryEvent? replayed)
    {
        ReplayStep[] agreeing = [.. steps.Take(taken).TakeLast(3).Select(step => new ReplayStep(Facts.ScheduledId(step.Fact) ?? 0, Facts.Describe(step.Fact), Facts.Describe(step.Fact)))];
        return new NonDeterminismException(new ReplayDifference(agreeing, new ReplayStep(taken + 1, Facts.Describe(recorded), Facts.Describe(replayed))));
    }
}
