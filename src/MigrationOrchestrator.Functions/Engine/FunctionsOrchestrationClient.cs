using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Durable;
using NativeQuery = Microsoft.DurableTask.Client.OrchestrationQuery;
using OrchestrationQuery = MigrationOrchestrator.Durable.OrchestrationQuery;

namespace MigrationOrchestrator.Functions.Engine;

/// <summary>
/// Durable Functions' client in the words of our programming model. The host answers a command to an unknown or finished instance with silence or
/// with an exception, depending on its storage, so each command looks at the instance first.
/// </summary>
/// <param name="client">The client that a function is bound to.</param>
internal sealed class FunctionsOrchestrationClient(DurableTaskClient client) : IOrchestrationClient
{
    /// <summary>The longest id of a started instance that Durable Functions documents.</summary>
    private const int LongestId = 100;

    public async Task<InstanceId> StartAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input, StartOptions? options = null, CancellationToken cancellation = default)
    {
        InstanceId id = options?.InstanceId ?? InstanceId.New();
        if (id.Value.Length > LongestId || id.Value[0] == '@')
        {
            throw new FailureException(new Failure("instance.id", $"The id '{id}' cannot be used on Durable Functions.") { Remedy = $"Give at most {LongestId} characters, the first of them no '@'." });
        }

        object payload = Payload.Of(input, $"input of orchestration '{orchestrator}'");
        bool isChosen = options?.InstanceId is not null;
        if (isChosen)
        {
            await RefuseTakenAsync(id, cancellation);
        }

        StartOrchestrationOptions start = new StartOrchestrationOptions(id.Value, options?.StartAt) { Version = options?.Version is { } version ? new TaskVersion(version) : null }
            .WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            return new InstanceId(await client.ScheduleNewOrchestrationInstanceAsync(orchestrator.Value, payload, start, cancellation));
        }
        catch (Exception refused) when (isChosen && refused is not OperationCanceledException)
        {
            await RefuseTakenAsync(id, cancellation);
            throw;
        }
    }

    public async Task<OrchestrationState?> FindAsync(InstanceId id, bool includeInputsAndOutputs = true, CancellationToken cancellation = default)
        => await client.GetInstanceAsync(id.Value, getInputsAndOutputs: true, cancellation) is { } found ? InstanceFacts.State(found, includeInputsAndOutputs) : null;

    public async Task<OrchestrationPage> QueryAsync(OrchestrationQuery query, CancellationToken cancellation = default)
    {
        if (query.PageSize is < 1 or > 1_000)
        {
            throw new ArgumentOutOfRangeException(nameof(query), query.PageSize, $"{nameof(OrchestrationQuery.PageSize)} is {query.PageSize}; it must be 1 to 1,000.");
        }

        if (query.Statuses.Count > 0 && InstanceFacts.Native(query.Statuses).Count == 0)
        {
            return new OrchestrationPage([], null);
        }

        // The host cannot choose by name: pages are fetched until one has something to show.
        NativeQuery native = new(query.CreatedFrom, query.CreatedTo, query.Statuses.Count > 0 ? InstanceFacts.Native(query.Statuses) : null, null, query.InstanceIdPrefix, query.PageSize, FetchInputsAndOutputs: true, query.ContinuationToken);
        await foreach (Page<OrchestrationMetadata> page in client.GetAllInstancesAsync(native).AsPages(query.ContinuationToken, query.PageSize).WithCancellation(cancellation))
        {
            string? next = string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken;
            List<OrchestrationState> wanted = [.. page.Values
                .Where(found => InstanceId.IsValid(found.InstanceId) && (query.Name is null || string.Equals(found.Name, query.Name, StringComparison.OrdinalIgnoreCase)))
                .Select(found => InstanceFacts.State(found, query.IncludeInputsAndOutputs))
                .OrderByDescending(state => state.CreatedAt)];
            if (wanted.Count > 0 || next is null)
            {
                return new OrchestrationPage(wanted, next);
            }
        }

        return new OrchestrationPage([], null);
    }

    public async Task<OrchestrationState> WaitForCompletionAsync(InstanceId id, CancellationToken cancellation = default)
    {
        _ = await client.GetInstanceAsync(id.Value, getInputsAndOutputs: false, cancellation) ?? throw new KeyNotFoundException($"There is no instance '{id}'.");
        return InstanceFacts.State(await client.WaitForInstanceCompletionAsync(id.Value, getInputsAndOutputs: true, cancellation), true);
    }

    public Task<CommandResult> RaiseEventAsync<T>(InstanceId id, string name, T payload, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        object json = Payload.Of(payload, $"payload of event '{name}'");
        return CommandAsync(id, status => !IsFinished(status), _ => client.RaiseEventAsync(id.Value, name, json, cancellation), "raise events", cancellation);
    }

    public Task<CommandResult> TerminateAsync(InstanceId id, string reason, bool recursive = true, CancellationToken cancellation = default)
        => CommandAsync(id, status => !IsFinished(status), _ => client.TerminateInstanceAsync(id.Value, new TerminateInstanceOptions(reason, recursive), cancellation), "terminate instances", cancellation);

    public Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation = default)
        => CommandAsync(id, status => !IsFinished(status), status => status == OrchestrationStatus.Suspended ? Task.CompletedTask : client.SuspendInstanceAsync(id.Value, reason, cancellation), "suspend instances", cancellation);

    public Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation = default)
        => CommandAsync(id, status => !IsFinished(status), status => status == OrchestrationStatus.Suspended ? client.ResumeInstanceAsync(id.Value, reason, cancellation) : Task.CompletedTask, "resume instances", cancellation);

    public Task<CommandResult> RewindAsync(InstanceId id, string reason, CancellationToken cancellation = default)
        => CommandAsync(id, status => status == OrchestrationStatus.Failed, _ => client.RewindInstanceAsync(id.Value, reason, cancellation), "rewind instances", cancellation);

    public async Task<InstanceId?> RestartAsync(InstanceId id, bool withNewId, CancellationToken cancellation = default)
    {
        if (await FindAsync(id, includeInputsAndOutputs: false, cancellation) is not { } found)
        {
            return null;
        }

        if (!withNewId && !found.IsFinished)
        {
            throw new InstanceExistsException(id, found.Status);
        }

        return new InstanceId(await Supported.AskAsync("restart instances", () => client.RestartAsync(id.Value, withNewId, cancellation)));
    }

    public async Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation = default)
    {
        CommandResult result = await CommandAsync(id, IsFinished, _ => client.PurgeInstanceAsync(id.Value, new PurgeInstanceOptions(Recursive: true), cancellation), "purge instances", cancellation);
        if (result == CommandResult.Accepted)
        {
            await PurgeChildrenAsync(id, cancellation);
        }

        return result;
    }

    public async Task<int> PurgeAsync(PurgeFilter filter, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1);
        IReadOnlyList<OrchestrationStatus> statuses = filter.Statuses.Count > 0 ? filter.Statuses : [OrchestrationStatus.Completed, OrchestrationStatus.Failed, OrchestrationStatus.Terminated];
        if (statuses.FirstOrDefault(status => !IsFinished(status), OrchestrationStatus.Completed) is var open && !IsFinished(open))
        {
            throw new ArgumentException($"Only finished instances are purged; {open} is no finished status.", nameof(filter));
        }

        int removed = 0;
        await foreach (OrchestrationMetadata found in client.GetAllInstancesAsync(new NativeQuery(Statuses: InstanceFacts.Native(statuses))).WithCancellation(cancellation))
        {
            if (found.LastUpdatedAt < (filter.FinishedBefore ?? DateTimeOffset.MaxValue))
            {
                removed += (await client.PurgeInstanceAsync(found.InstanceId, new PurgeInstanceOptions(), cancellation)).PurgedInstanceCount;
            }

            if (removed >= filter.Limit)
            {
                break;
            }
        }

        return removed;
    }

    public async Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(InstanceId id, CancellationToken cancellation = default)
    {
        try
        {
            return HistoryFacts.Read(await Supported.AskAsync("give histories", () => client.GetOrchestrationHistoryAsync(id.Value, cancellation)));
        }
        catch (ArgumentException)
        {
            // The client's word for an instance that is not there.
            return [];
        }
    }

    private static bool IsFinished(OrchestrationStatus status) => status is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Terminated;

    private async Task RefuseTakenAsync(InstanceId id, CancellationToken cancellation)
    {
        if (await client.GetInstanceAsync(id.Value, getInputsAndOutputs: false, cancellation) is { } taken)
        {
            throw new InstanceExistsException(id, InstanceFacts.Status(taken.RuntimeStatus));
        }
    }

    private async Task<CommandResult> CommandAsync(InstanceId id, Func<OrchestrationStatus, bool> isAllowed, Func<OrchestrationStatus, Task> command, string what, CancellationToken cancellation)
    {
        if (await client.GetInstanceAsync(id.Value, getInputsAndOutputs: false, cancellation) is not { } found)
        {
            return CommandResult.NotFound;
        }

        OrchestrationStatus status = InstanceFacts.Status(found.RuntimeStatus);
        if (!isAllowed(status))
        {
            return CommandResult.NotAllowed;
        }

        try
        {
            await Supported.AskAsync(what, () => command(status));
            return CommandResult.Accepted;
        }
        catch (ArgumentException)
        {
            // The client's word for an instance that went away since.
            return CommandResult.NotFound;
        }
        catch (InvalidOperationException)
        {
            // And for one that changed its status since.
            return CommandResult.NotAllowed;
        }
    }

    /// <summary>Removes what a host leaves that does not purge recursively; children are named after their parents.</summary>
    private async Task PurgeChildrenAsync(InstanceId id, CancellationToken cancellation)
    {
        await foreach (OrchestrationMetadata child in client.GetAllInstancesAsync(new NativeQuery(InstanceIdPrefix: id.Value + ":")).WithCancellation(cancellation))
        {
            if (IsFinished(InstanceFacts.Status(child.RuntimeStatus)))
            {
                await client.PurgeInstanceAsync(child.InstanceId, new PurgeInstanceOptions(), cancellation);
            }
        }
    }
}
