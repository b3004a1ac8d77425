namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>
/// One instance's orchestrator while it lives in memory: brought up to date by replaying its history, then run a turn at a time.
/// It stays ahead of the store by at most one turn; where that turn cannot be committed it is thrown away.
/// </summary>
internal sealed class Execution
{
    private const string NotDurable = "orchestrator.undurable-await";
    private readonly RegisteredOrchestrator orchestrator;
    private readonly ExecutionStarted started;
    private readonly OrchestratorScheduler scheduler = new();
    private readonly ReplayContext context;
    private Task? root;
    private string output = "";

    public Execution(RegisteredOrchestrator orchestrator, InstanceId instanceId, ExecutionStarted started)
    {
        this.orchestrator = orchestrator;
        this.started = started;
        context = new ReplayContext(instanceId, started, scheduler);
    }

    /// <summary>The orchestration's clock after the last turn.</summary>
    public DateTimeOffset Now => context.Now;

    /// <summary>Whether a fact from outside still means something to the code.</summary>
    public bool Awaits(HistoryEvent fact) => context.Awaits(fact);

    /// <summary>The failures that reached the code so far, with the number of the step that failed.</summary>
    public IReadOnlyList<(TaskFailedException Thrown, int Id)> SurfacedFailures => context.SurfacedFailures;

    /// <summary>What the code threw, where it has failed.</summary>
    public Exception? RootFailure { get; private set; }

    /// <summary>Whether the code has returned or thrown.</summary>
    public bool IsOver => root is { IsCompleted: true };

    /// <summary>Why the engine could never continue the code where it stands: it awaits something that is not its context's. Null where all is well.</summary>
    public Failure? Stray => !IsOver && (scheduler.WasLeft || !context.AwaitsSomething)
        ? new Failure(NotDurable, $"Orchestrator '{started.Name}' awaits something that is not its context's, so nothing durable would ever continue it.")
        {
            Remedy = "Await only what the context returns: no Task.Run, no Task.Delay, no ConfigureAwait(false), no I/O. The instance goes on when a corrected build starts.",
        }
        : null;

    /// <summary>Runs the code from its start against a history.</summary>
    /// <exception cref="NonDeterminismException">The code does something else than what is recorded.</exception>
    public void Replay(IReadOnlyList<HistoryEvent> history)
    {
        ReplayTape tape = new(history);
        context.Tape = tape;
        scheduler.Run(() =>
        {
            foreach ((HistoryEvent fact, int index) in history.Select((fact, index) => (fact, index)))
            {
                tape.AdvanceTo(NextIncoming(history, index + 1));
                Follow(fact);
                if (fact is OrchestratorStarted || Facts.IsIncoming(fact))
                {
                    scheduler.Drain();
                    ThrowMismatch();
                    tape.CheckAllTaken();
                }

                CheckEnd(tape, fact);
            }
        });
        context.Tape = null;
        if (IsOver && Facts.Last(history) is not (ExecutionRewound or ExecutionCompleted or ExecutionFailed or ContinuedAsNew or ExecutionTerminated))
        {
            throw tape.Differs(null, Outcome(Now));
        }
    }

    /// <summary>Runs one turn: messages in, facts out.</summary>
    /// <param name="now">The wall clock; the orchestration's clock follows it but never runs backwards.</param>
    /// <param name="incoming">Facts from outside, oldest first.</param>
    public Turn RunTurn(DateTimeOffset now, IReadOnlyList<HistoryEvent> incoming)
    {
        now = now > context.Now ? now : context.Now;
        context.NewFacts.Add(new OrchestratorStarted(now));
        int applied = 0;
        scheduler.Run(() =>
        {
            Follow(context.NewFacts[^1]);
            scheduler.Drain();
            foreach (HistoryEvent fact in incoming)
            {
                if (IsOver)
                {
                    break;
                }

                applied++;
                if (!context.Awaits(fact))
                {
                    continue;
                }

                HistoryEvent stamped = fact with { Timestamp = now };
                context.NewFacts.Add(stamped);
                context.Deliver(stamped);
                scheduler.Drain();
            }
        });
        HistoryEvent? end = Outcome(now);
        if (end is not null)
        {
            context.NewFacts.Add(end);
        }

        Turn turn = new()
        {
            Now = now,
            Facts = context.NewFacts,
            End = end,
            CancelledTimers = [.. context.CancelledTimers],
            CustomStatus = context.CustomStatus,
            CarriedEvents = end is ContinuedAsNew && context.Continuation is { PreserveEvents: true }
                ? [.. context.UnclaimedEvents, .. incoming.Skip(applied).OfType<EventRaised>()]
                : [],
            Stray = Stray,
        };
        context.NewFacts = [];
        context.CancelledTimers.Clear();
        return turn;
    }

    private static int NextIncoming(IReadOnlyList<HistoryEvent> history, int from)
    {
        while (from < history.Count && !Facts.IsIncoming(history[from]))
        {
            from++;
        }

        return from;
    }

    private void Follow(HistoryEvent fact)
    {
        if (fact is not OrchestratorStarted turn)
        {
            context.Deliver(fact);
            return;
        }

        context.Now = turn.Timestamp > context.Now ? turn.Timestamp : context.Now;
        root ??= RunRootAsync();
    }

    private void CheckEnd(ReplayTape tape, HistoryEvent fact)
    {
        if (fact is ExecutionCompleted or ExecutionFailed or ContinuedAsNew && Outcome(fact.Timestamp) is var replayed && replayed?.GetType() != fact.GetType())
        {
            throw tape.Differs(fact, replayed);
        }
    }

    private void ThrowMismatch()
    {
        if (context.Mismatch is { } mismatch)
        {
            throw mismatch;
        }
    }

    private async Task RunRootAsync()
    {
        try
        {
            output = await orchestrator.RunAsync(context, started.Input);
            _ = PayloadLimit.Checked(output, $"output of orchestration '{started.Name}'");
        }
        catch (Exception exception)
        {
            RootFailure = exception;
        }
    }

    private HistoryEvent? Outcome(DateTimeOffset now) => this switch
    {
        { IsOver: false } => null,
        { RootFailure: { } thrown } => new ExecutionFailed(now, BoundedFailure.From(thrown)),
        _ when context.Continuation is { } next => new ContinuedAsNew(now, next.Input),
        _ => new ExecutionCompleted(now, output),
    };
}
