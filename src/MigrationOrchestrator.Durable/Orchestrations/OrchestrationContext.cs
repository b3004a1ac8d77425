namespace MigrationOrchestrator.Durable;

/// <summary>All that an orchestrator may touch. Every member is deterministic in a replay; none may be used from another thread.</summary>
public abstract class OrchestrationContext
{
    /// <summary>This instance's id.</summary>
    public abstract InstanceId InstanceId { get; }

    /// <summary>The orchestrator's name.</summary>
    public abstract string Name { get; }

    /// <summary>The workflow's version that was fixed when the instance started; empty where none was.</summary>
    public abstract string Version { get; }

    /// <summary>The parent's id, or null for an instance that a client started.</summary>
    public abstract InstanceId? ParentId { get; }

    /// <summary>The time of the turn's first event; it never runs backwards and is the same in every replay.</summary>
    public abstract DateTimeOffset CurrentUtc { get; }

    /// <summary>Whether what runs now has happened before. For logs only: decisions must not depend on it.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>Schedules an activity and waits for its result.</summary>
    /// <param name="activity">Which.</param>
    /// <param name="input">Its input; at most 32 KiB as JSON, never a secret.</param>
    /// <param name="retry">How failures are tried again; null for a single attempt.</param>
    /// <exception cref="TaskFailedException">It failed for good.</exception>
    public abstract Task<TOutput> CallActivityAsync<TInput, TOutput>(ActivityName<TInput, TOutput> activity, TInput input, RetryPolicy? retry = null);

    /// <summary>Starts another orchestration as a child and waits for its output.</summary>
    /// <param name="orchestrator">Which.</param>
    /// <param name="input">Its input; at most 32 KiB as JSON, never a secret.</param>
    /// <param name="options">The child's id, version and retry policy.</param>
    /// <exception cref="TaskFailedException">It failed or was terminated.</exception>
    public abstract Task<TOutput> CallSubOrchestratorAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input, SubOrchestrationOptions? options = null);

    /// <summary>Waits durably until a time; an elapsed time completes in the same turn's successor. May fire up to a second early on some hosts.</summary>
    /// <param name="dueAt">When.</param>
    /// <param name="cancellation">Cancels the wait; the timer is then ignored when it fires.</param>
    public abstract Task CreateTimerAsync(DateTimeOffset dueAt, CancellationToken cancellation = default);

    /// <summary>Waits for an event that a client or another instance raises; events are buffered and taken first in, first out per name.</summary>
    /// <param name="name">The event's name; compared without case.</param>
    /// <param name="cancellation">Gives up the wait; the event then stays for the next waiter.</param>
    public abstract Task<T> WaitForExternalEventAsync<T>(string name, CancellationToken cancellation = default);

    /// <summary>Raises an event on another instance, exactly once; an unknown or finished instance ignores it.</summary>
    /// <param name="instance">Which instance.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="payload">What it carries; at most 32 KiB as JSON, never a secret.</param>
    public abstract void SendEvent<T>(InstanceId instance, string name, T payload);

    /// <summary>Publishes what clients see while the instance runs; at most 16 KiB as JSON, never a secret. Committed together with the turn.</summary>
    /// <param name="status">Any serialisable value; null clears it.</param>
    public abstract void SetCustomStatus<T>(T status);

    /// <summary>Ends this execution and starts the instance anew with a fresh history. The orchestrator returns right after it.</summary>
    /// <param name="input">The next execution's input.</param>
    /// <param name="preserveUnprocessedEvents">Whether buffered events are carried over.</param>
    public abstract void ContinueAsNew<TInput>(TInput input, bool preserveUnprocessedEvents = true);

    /// <summary>A random-looking id that is the same in every replay (RFC 9562 version 5 over instance id and a counter).</summary>
    public abstract Guid NewGuid();

    /// <summary>Waits for a durable delay.</summary>
    /// <param name="delay">How long from <see cref="CurrentUtc"/>.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public Task CreateTimerAsync(TimeSpan delay, CancellationToken cancellation = default) => CreateTimerAsync(CurrentUtc + delay, cancellation);

    /// <summary>Waits for an event with a deadline.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="timeout">How long from <see cref="CurrentUtc"/>.</param>
    /// <exception cref="TimeoutException">The deadline passed first.</exception>
    public async Task<T> WaitForExternalEventAsync<T>(string name, TimeSpan timeout)
    {
        using CancellationTokenSource giveUp = new();
        Task<T> raised = WaitForExternalEventAsync<T>(name, giveUp.Token);
        Task deadline = CreateTimerAsync(timeout, giveUp.Token);
        Task first = await Task.WhenAny(raised, deadline);
        if (first == raised)
        {
#pragma warning disable CA1849 // CancelAsync would continue on a pool thread, outside the orchestrator's scheduler.
            giveUp.Cancel();
#pragma warning restore CA1849
            return await raised;
        }

#pragma warning disable CA1849 // As above.
        giveUp.Cancel();
#pragma warning restore CA1849
        throw new TimeoutException($"No event '{name}' came within {timeout}.");
    }
}
