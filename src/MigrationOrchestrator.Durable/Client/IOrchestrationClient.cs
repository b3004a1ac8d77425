namespace MigrationOrchestrator.Durable;

/// <summary>What the outside can do with orchestrations, on any host.</summary>
public interface IOrchestrationClient
{
    /// <summary>Starts an instance; when this returns it survives a crash.</summary>
    /// <returns>The instance's id.</returns>
    /// <exception cref="InstanceExistsException">An instance with the chosen id exists and is not purged.</exception>
    Task<InstanceId> StartAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input, StartOptions? options = null, CancellationToken cancellation = default);

    /// <summary>An instance's state, or null where there is none.</summary>
    Task<OrchestrationState?> FindAsync(InstanceId id, bool includeInputsAndOutputs = true, CancellationToken cancellation = default);

    /// <summary>A page of instances.</summary>
    /// <exception cref="ContinuationTokenException">The query's token is none that this engine gave out.</exception>
    Task<OrchestrationPage> QueryAsync(OrchestrationQuery query, CancellationToken cancellation = default);

    /// <summary>Waits until an instance is finished.</summary>
    /// <exception cref="KeyNotFoundException">There is no such instance.</exception>
    Task<OrchestrationState> WaitForCompletionAsync(InstanceId id, CancellationToken cancellation = default);

    /// <summary>Raises an event; it is buffered where nobody waits for it yet.</summary>
    Task<CommandResult> RaiseEventAsync<T>(InstanceId id, string name, T payload, CancellationToken cancellation = default);

    /// <summary>Stops an instance for good, without letting it clean up.</summary>
    /// <param name="id">Which.</param>
    /// <param name="reason">Shown to people; never a secret.</param>
    /// <param name="recursive">Whether its children are stopped too.</param>
    /// <param name="cancellation">Gives up the call.</param>
    Task<CommandResult> TerminateAsync(InstanceId id, string reason, bool recursive = true, CancellationToken cancellation = default);

    /// <summary>Holds an instance after its running activities; messages are kept.</summary>
    Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation = default);

    /// <summary>Lets a suspended instance go on.</summary>
    Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation = default);

    /// <summary>Runs a failed instance again from the step that failed, keeping all results so far (retry).</summary>
    /// <exception cref="NotSupportedException">The host's engine cannot do it.</exception>
    Task<CommandResult> RewindAsync(InstanceId id, string reason, CancellationToken cancellation = default);

    /// <summary>Starts a finished instance's orchestrator anew with the same input.</summary>
    /// <returns>The new run's id, or null where there is no such instance.</returns>
    /// <exception cref="NotSupportedException">The host's engine cannot do it.</exception>
    Task<InstanceId?> RestartAsync(InstanceId id, bool withNewId, CancellationToken cancellation = default);

    /// <summary>Removes one finished instance with its history and its children's.</summary>
    Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation = default);

    /// <summary>Removes finished instances in one bounded batch.</summary>
    /// <returns>How many were removed.</returns>
    Task<int> PurgeAsync(PurgeFilter filter, CancellationToken cancellation = default);

    /// <summary>An instance's history in order; empty where there is none.</summary>
    /// <exception cref="NotSupportedException">The host's engine cannot give it.</exception>
    Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(InstanceId id, CancellationToken cancellation = default);
}

/// <summary>An instance with the chosen id exists already.</summary>
/// <param name="id">The id.</param>
/// <param name="status">Where that instance stands.</param>
public sealed class InstanceExistsException(InstanceId id, OrchestrationStatus status) : InvalidOperationException($"Instance '{id}' exists already and is {status}.")
{
    /// <summary>The id.</summary>
    public InstanceId InstanceId { get; } = id;

    /// <summary>Where the existing instance stands.</summary>
    public OrchestrationStatus Status { get; } = status;
}
