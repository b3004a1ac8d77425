using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>
/// Looks into an engine's file without running anything, also while another process runs it. Commands throw
/// <see cref="NotSupportedException"/>: they are the running engine's.
/// </summary>
public sealed class SqliteHistoryReader : IOrchestrationClient, IHistoryVerifier, IDisposable
{
    private readonly string path;
    private readonly ReaderPool readers;

    /// <summary>Opens a file at the first read; where there is none yet, there are no instances.</summary>
    /// <param name="path">The engine's file.</param>
    public SqliteHistoryReader(string path)
    {
        this.path = Path.GetFullPath(path);
        readers = new ReaderPool(this.path, probe: null);
    }

    /// <inheritdoc/>
    public Task<OrchestrationState?> FindAsync(InstanceId id, bool includeInputsAndOutputs = true, CancellationToken cancellation = default)
        => ReadAsync(reader => reader.States.Find(id, includeInputsAndOutputs), null, cancellation);

    /// <inheritdoc/>
    public Task<OrchestrationPage> QueryAsync(OrchestrationQuery query, CancellationToken cancellation = default)
    {
        // A token is wrong whether or not there is a file yet.
        _ = StateQueries.KeyBefore(query);
        return ReadAsync(reader => reader.States.Query(query), new OrchestrationPage([], null), cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(InstanceId id, CancellationToken cancellation = default)
        => ReadAsync<IReadOnlyList<HistoryEvent>>(reader => reader.Instances.Find(id) is { } row ? reader.History.Read(row.Key) : [], [], cancellation);

    /// <inheritdoc/>
    public Task<HistoryVerification?> VerifyAsync(InstanceId id, CancellationToken cancellation = default)
        => ReadAsync(reader => reader.Verify(id), null, cancellation);

    /// <inheritdoc/>
    public Task<InstanceId> StartAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input, StartOptions? options = null, CancellationToken cancellation = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<OrchestrationState> WaitForCompletionAsync(InstanceId id, CancellationToken cancellation = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<CommandResult> RaiseEventAsync<T>(InstanceId id, string name, T payload, CancellationToken cancellation = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<CommandResult> TerminateAsync(InstanceId id, string reason, bool recursive = true, CancellationToken cancellation = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<CommandResult> RewindAsync(InstanceId id, string reason, CancellationToken cancellation = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<InstanceId?> RestartAsync(InstanceId id, bool withNewId, CancellationToken cancellation = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<int> PurgeAsync(PurgeFilter filter, CancellationToken cancellation = default) => throw ReadOnly();

    /// <inheritdoc/>
    public void Dispose() => readers.Dispose();

    private static NotSupportedException ReadOnly() => new("The engine's file is only looked at; start the engine to command it.");

    private Task<T> ReadAsync<T>(Func<StoreReader, T> read, T none, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(File.Exists(path) ? readers.Read(reader => reader.Snapshot(read)) : none);
    }
}
