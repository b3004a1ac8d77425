namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>The context that orchestrators see: every call becomes a numbered step, answered from the history or appended to it.</summary>
internal sealed class ReplayContext : OrchestrationContext
{
    private readonly ExecutionStarted started;
    private readonly OrchestratorScheduler scheduler;
    private readonly Dictionary<int, (HistoryEvent Step, TaskCompletionSource<TaskOutcome> Waiter)> pending = [];
    private readonly EventBuffer events;
    private readonly List<(TaskFailedException Thrown, int Id)> surfaced = [];
    private int lastId;
    private int guids;

    public ReplayContext(InstanceId instanceId, ExecutionStarted started, OrchestratorScheduler scheduler)
    {
        InstanceId = instanceId;
        this.started = started;
        this.scheduler = scheduler;
        events = new EventBuffer(scheduler);
        Now = started.Timestamp;
    }

    public override InstanceId InstanceId { get; }

    public override string Name => started.Name;

    public override string Version => started.Version;

    public override InstanceId? ParentId => started.ParentId;

    public override DateTimeOffset CurrentUtc
    {
        get
        {
            Guard();
            return Now;
        }
    }

    public override bool IsReplaying => Tape is not null;

    /// <summary>The orchestration's clock.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>The recorded steps while the context replays; null once it runs ahead.</summary>
    public ReplayTape? Tape { get; set; }

    /// <summary>Why the replay cannot go on; set even where the code swallows the exception.</summary>
    public NonDeterminismException? Mismatch { get; private set; }

    /// <summary>Facts that this turn adds to the history.</summary>
    public List<HistoryEvent> NewFacts { get; set; } = [];

    /// <summary>Timers whose waits the code cancelled in this turn.</summary>
    public List<int> CancelledTimers { get; } = [];

    /// <summary>What was published last, as JSON, and whether this execution has published anything.</summary>
    public (string? Json, bool IsSet) CustomStatus { get; private set; }

    /// <summary>The next execution's input where the code continues as new.</summary>
    public (string Input, bool PreserveEvents)? Continuation { get; private set; }

    /// <summary>Whether anything is awaited that the engine knows of.</summary>
    public bool AwaitsSomething => pending.Count > 0 || events.Waiting > 0;

    /// <summary>Raised events that nobody has taken yet.</summary>
    public IEnumerable<EventRaised> UnclaimedEvents => events.Unclaimed;

    /// <summary>The failures that reached the code, with the number of the step that failed, in order.</summary>
    public IReadOnlyList<(TaskFailedException Thrown, int Id)> SurfacedFailures => surfaced;

    public override async Task<TOutput> CallActivityAsync<TInput, TOutput>(ActivityName<TInput, TOutput> activity, TInput input, RetryPolicy? retry = null)
    {
        Guard();
        string json = PayloadLimit.Serialize(input, $"input of activity '{activity.Value}'");
        string hash = InputHash.Of(json);
        string output = await TryAsync(activity.Value, retry, attempt => Schedule(id => new TaskScheduled(Now, id, activity.Value, json, hash, attempt)));
        return DurableJson.Deserialize<TOutput>(output)!;
    }

    public override async Task<TOutput> CallSubOrchestratorAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input, SubOrchestrationOptions? options = null)
    {
        Guard();
        string json = PayloadLimit.Serialize(input, $"input of sub-orchestration '{orchestrator.Value}'");
        string hash = InputHash.Of(json);
        string version = options?.Version ?? "";
        InstanceId? child = options?.InstanceId;
        string output = await TryAsync(orchestrator.Value, options?.Retry, attempt => Schedule(id =>
        {
            child ??= InstanceId.Child($"{started.ExecutionId[Math.Max(0, started.ExecutionId.Length - 8)..]}.{id}");
            return new SubOrchestrationCreated(Now, id, orchestrator.Value, child.Value, json, hash, version, attempt);
        }));
        return DurableJson.Deserialize<TOutput>(output)!;
    }

    public override async Task CreateTimerAsync(DateTimeOffset dueAt, CancellationToken cancellation = default)
    {
        Guard();
        cancellation.ThrowIfCancellationRequested();
        (int id, Task<TaskOutcome> fired) = Schedule(id => new TimerCreated(Now, id, dueAt));
        using CancellationTokenRegistration registration = scheduler.OnCancelled(() =>
        {
            if (pending.Remove(id, out (HistoryEvent Step, TaskCompletionSource<TaskOutcome> Waiter) timer))
            {
                CancelledTimers.Add(id);
                timer.Waiter.SetCanceled(cancellation);
            }
        }, cancellation);
        await fired;
    }

    public override async Task<T> WaitForExternalEventAsync<T>(string name, CancellationToken cancellation = default)
    {
        Guard();
        return DurableJson.Deserialize<T>(await events.WaitAsync(name, cancellation))!;
    }

    public override void SendEvent<T>(InstanceId instance, string name, T payload)
    {
        Guard();
        string json = PayloadLimit.Serialize(payload, $"payload of event '{name}'");
        Record(new EventSent(Now, ++lastId, instance, name, json));
    }

    public override void SetCustomStatus<T>(T status)
    {
        Guard();
        CustomStatus = (status is null ? null : PayloadLimit.Serialize(status, "custom status", DurableJson.MaxCustomStatusBytes), true);
    }

    public override void ContinueAsNew<TInput>(TInput input, bool preserveUnprocessedEvents = true)
    {
        Guard();
        Continuation = (PayloadLimit.Serialize(input, $"input of orchestration '{Name}'"), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        Guard();
        return NameBasedGuid.Of($"{InstanceId}/{started.ExecutionId}/{++guids}");
    }

    /// <summary>Whether an incoming fact still means something: a second result of a step does not, nor the end of a cancelled timer, nor another kind's result.</summary>
    public bool Awaits(HistoryEvent fact) => Facts.AnsweredId(fact) is not { } id || (pending.TryGetValue(id, out (HistoryEvent Step, TaskCompletionSource<TaskOutcome> Waiter) open) && Facts.Answers(open.Step, fact));

    /// <summary>Hands an incoming fact to the code that awaits it; one that nobody awaits any more is ignored.</summary>
    public void Deliver(HistoryEvent fact)
    {
        if (!Awaits(fact))
        {
            return;
        }

        switch (fact)
        {
            case TaskCompleted done:
                Complete(done.Id, new TaskOutcome(done.Output, null));
                break;
            case TaskFailed failed:
                Complete(failed.Id, new TaskOutcome("", failed.Failure));
                break;
            case SubOrchestrationCompleted done:
                Complete(done.Id, new TaskOutcome(done.Output, null));
                break;
            case SubOrchestrationFailed failed:
                Complete(failed.Id, new TaskOutcome("", failed.Failure));
                break;
            case TimerFired fired:
                Complete(fired.Id, new TaskOutcome("", null));
                break;
            case EventRaised raised:
                events.Raise(raised);
                break;
        }
    }

    private async Task<string> TryAsync(string name, RetryPolicy? retry, Func<int, (int Id, Task<TaskOutcome> Outcome)> schedule)
    {
        _ = retry?.Validated();
        DateTimeOffset first = Now;
        for (int attempt = 1; ; attempt++)
        {
            (int id, Task<TaskOutcome> running) = schedule(attempt);
            TaskOutcome outcome = await running;
            if (outcome.Failure is not { } failure)
            {
                return outcome.Output;
            }

            if (retry?.NextDelay(failure, attempt, Now - first) is not { } delay)
            {
                TaskFailedException thrown = new(name, failure);
                surfaced.Add((thrown, id));
                throw thrown;
            }

            await CreateTimerAsync(Now + delay);
        }
    }

    private (int Id, Task<TaskOutcome> Outcome) Schedule(Func<int, HistoryEvent> describe)
    {
        int id = ++lastId;
        HistoryEvent step = describe(id);
        Record(step);
        TaskCompletionSource<TaskOutcome> waiter = new();
        pending.Add(id, (step, waiter));
        return (id, waiter.Task);
    }

    private void Record(HistoryEvent step)
    {
        try
        {
            if (Tape?.Take(step) is null)
            {
                NewFacts.Add(step);
            }
        }
        catch (NonDeterminismException mismatch)
        {
            Mismatch ??= mismatch;
            throw;
        }
    }

    private void Complete(int id, TaskOutcome outcome)
    {
        if (pending.Remove(id, out (HistoryEvent Step, TaskCompletionSource<TaskOutcome> Waiter) open))
        {
            open.Waiter.SetResult(outcome);
        }
    }

    private void Guard()
    {
        if (!scheduler.IsCurrent)
        {
            throw new InvalidOperationException($"Orchestrator '{Name}' used its context outside its own scheduler. Await only what the context returns: no Task.Run, no Task.Delay, no ConfigureAwait(false), no I/O.");
        }
    }
}

/// <summary>How an activity, a child or a timer ended.</summary>
internal readonly record struct TaskOutcome(string Output, Failure? Failure);
