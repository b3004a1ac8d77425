using System.Diagnostics;
using MigrationOrchestrator.Durable.Sqlite.Commands;
using MigrationOrchestrator.Durable.Sqlite.Engine;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Client;

/// <summary>The embedded engine's client. Every command is durable, or has been refused, when its task ends.</summary>
internal sealed class SqliteOrchestrationClient(Func<EngineParts> running) : IOrchestrationClient, IHistoryVerifier
{
    private const int MaxReason = 4_000;

    private EngineParts Parts => running();

    public async Task<InstanceId> StartAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input, StartOptions? options = null, CancellationToken cancellation = default)
    {
        if (!Parts.Registry.Orchestrators.ContainsKey(orchestrator.Value))
        {
            throw new ArgumentException($"This host has no orchestrator '{orchestrator.Value}'; it has {string.Join(", ", Parts.Registry.Orchestrators.Keys.Order(StringComparer.Ordinal))}.", nameof(orchestrator));
        }

        string json = PayloadLimit.Serialize(input, $"input of orchestration '{orchestrator.Value}'");
        InstanceId id = options?.InstanceId ?? InstanceId.New();
        using Activity? span = Parts.Spans.StartCreate(orchestrator.Value, id);
        DateTimeOffset now = Parts.Time.GetUtcNow();
        NewInstance start = new(id, orchestrator.Value, options?.Version ?? Parts.Options.Version, json, now)
        {
            StartAt = options?.StartAt > now ? options.StartAt : null,
            TraceParent = span?.Id ?? Activity.Current?.Id,
        };
        return (await Parts.Writer.RunAsync((store, effects) => InstanceCommands.Start(store, effects, start), cancellation)).Id;
    }

    public Task<OrchestrationState?> FindAsync(InstanceId id, bool includeInputsAndOutputs = true, CancellationToken cancellation = default)
        => ReadAsync(reader => reader.States.Find(id, includeInputsAndOutputs), cancellation);

    public Task<OrchestrationPage> QueryAsync(OrchestrationQuery query, CancellationToken cancellation = default)
        => query.PageSize is >= 1 and <= 1_000
            ? ReadAsync(reader => reader.States.Query(query), cancellation)
            : throw new ArgumentOutOfRangeException(nameof(query), query.PageSize, $"{nameof(OrchestrationQuery.PageSize)} is {query.PageSize}; it must be 1 to 1,000.");

    public async Task<OrchestrationState> WaitForCompletionAsync(InstanceId id, CancellationToken cancellation = default)
    {
        while (true)
        {
            using CompletionWaiters.Waiter waiter = Parts.Waiters.Join(id);
            OrchestrationState state = await FindAsync(id, cancellation: cancellation) ?? throw new KeyNotFoundException($"There is no instance '{id}'.");
            if (state.IsFinished)
            {
                return state;
            }

            await waiter.Ended.WaitAsync(cancellation);
        }
    }

    public Task<CommandResult> RaiseEventAsync<T>(InstanceId id, string name, T payload, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        EventRaised fact = new(Parts.Time.GetUtcNow(), name, PayloadLimit.Serialize(payload, $"payload of event '{name}'"));
        return Parts.Writer.RunAsync((store, effects) => InstanceCommands.Raise(store, effects, id, fact), cancellation);
    }

    public Task<CommandResult> TerminateAsync(InstanceId id, string reason, bool recursive = true, CancellationToken cancellation = default)
        => Parts.Writer.RunAsync((store, effects) => InstanceCommands.Terminate(store, effects, id, new ExecutionTerminated(Parts.Time.GetUtcNow(), Checked(reason)), recursive), cancellation);

    public Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation = default)
        => Parts.Writer.RunAsync((store, effects) => InstanceCommands.Suspend(store, effects, id, new ExecutionSuspended(Parts.Time.GetUtcNow(), Checked(reason))), cancellation);

    public Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation = default)
        => Parts.Writer.RunAsync((store, effects) => InstanceCommands.Resume(store, effects, id, new ExecutionResumed(Parts.Time.GetUtcNow(), Checked(reason))), cancellation);

    public Task<CommandResult> RewindAsync(InstanceId id, string reason, CancellationToken cancellation = default)
        => Parts.Writer.RunAsync((store, effects) => InstanceCommands.Rewind(store, effects, id, new ExecutionRewound(Parts.Time.GetUtcNow(), Checked(reason), Guid.CreateVersion7().ToString("n"))), cancellation);

    public Task<InstanceId?> RestartAsync(InstanceId id, bool withNewId, CancellationToken cancellation = default)
    {
        InstanceId newId = withNewId ? InstanceId.New() : id;
        return Parts.Writer.RunAsync((store, effects) => InstanceCommands.Restart(store, effects, id, newId, Parts.Time.GetUtcNow()), cancellation);
    }

    public Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation = default)
        => Parts.Writer.RunAsync((store, effects) => InstanceCommands.Purge(store, effects, id), cancellation);

    public Task<int> PurgeAsync(PurgeFilter filter, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1);
        return filter.Statuses.FirstOrDefault(status => status < OrchestrationStatus.Completed, OrchestrationStatus.Completed) is var open and < OrchestrationStatus.Completed
            ? throw new ArgumentException($"Only finished instances are purged; {open} is no finished status.", nameof(filter))
            : Parts.Writer.RunAsync((store, effects) => InstanceCommands.Purge(store, effects, filter), cancellation);
    }

    public Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(InstanceId id, CancellationToken cancellation = default)
        => ReadAsync<IReadOnlyList<HistoryEvent>>(reader => reader.Instances.Find(id) is { } row ? reader.History.Read(row.Key) : [], cancellation);

    public Task<HistoryVerification?> VerifyAsync(InstanceId id, CancellationToken cancellation = default)
        => ReadAsync(reader => reader.Verify(id), cancellation);

    private static string Checked(string reason) => reason.Length <= MaxReason ? reason : throw new ArgumentException($"The reason has {reason.Length} characters; at most {MaxReason} are allowed.", nameof(reason));

    private Task<T> ReadAsync<T>(Func<StoreReader, T> read, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Parts.Readers.Read(reader => reader.Snapshot(read)));
    }
}
