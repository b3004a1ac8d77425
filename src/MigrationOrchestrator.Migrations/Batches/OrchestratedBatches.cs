using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.DiskMigration;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.MachineMigration;
using MigrationOrchestrator.Migrations.Requests;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>The operator's desk for batches, over any host's engine.</summary>
internal sealed class OrchestratedBatches(IOrchestrationClient client, BatchStore store, ICloudRegistry registry, StagedWork work, ProgressBoard board, RunningSteps running, TimeProvider time) : IBatches
{
    public async Task<InstanceId> StartAsync(BatchFile file, InstanceId? id, CancellationToken cancellation)
    {
        if (id is { } chosen && !BatchLimits.IsId(chosen.Value))
        {
            throw new InvalidRequestException([new InputProblem("id", $"'{chosen}' is no batch id.", $"Give 1 to {BatchLimits.IdLength} characters of a-z A-Z 0-9 - _.")]);
        }

        Batch batch = BatchReader.Read(file);
        await CheckCloudsAsync(batch, cancellation);
        return await StartAsync(batch, id ?? InstanceId.New(), cancellation);
    }

    public async Task<BatchPage> ListAsync(BatchFilter filter, CancellationToken cancellation)
    {
        OrchestrationPage page = await client.QueryAsync(
            new OrchestrationQuery { Name = MigrateBatch.Name.Value, IncludeInputsAndOutputs = true, PageSize = filter.Limit, ContinuationToken = filter.After },
            cancellation);
        return new BatchPage([.. page.Items.Select(BatchViews.Brief)], page.ContinuationToken);
    }

    public async Task<BatchView?> FindAsync(InstanceId id, CancellationToken cancellation)
    {
        if (await FindBriefAsync(id, cancellation) is not { } brief)
        {
            return null;
        }

        return await store.FindRunAsync(id, cancellation) is { } batch ? BatchViews.Full(brief, batch, await StartedAsync(id, cancellation), time.GetUtcNow()) : brief;
    }

    public async Task<CommandResult> ApproveAsync(InstanceId id, Approval approval, CancellationToken cancellation) => await FindBriefAsync(id, cancellation) switch
    {
        null => CommandResult.NotFound,
        { State: BatchState.WaitingForApproval } => await client.RaiseEventAsync(id, "approve", approval, cancellation),
        _ => CommandResult.NotAllowed,
    };

    public async Task<CommandResult> CancelAsync(InstanceId id, string reason, CancellationToken cancellation)
    {
        if (await FindBriefAsync(id, cancellation) is not { } brief)
        {
            return CommandResult.NotFound;
        }

        CommandResult result = await client.RaiseEventAsync(id, CancelRequest.EventName, new CancelRequest(reason), cancellation);
        if (result == CommandResult.Accepted)
        {
            // It is cancelled now, whether the caller waits for the rest or not.
            foreach (OrchestrationState machine in (await InstancesAsync(id, CancellationToken.None, withInputsAndOutputs: false)).Where(instance => instance.Name == MigrateMachine.Name.Value && !instance.IsFinished))
            {
                await running.StopAsync(machine.InstanceId);
            }

            result = brief.State == BatchState.Suspended ? await ResumeAsync(id, "It was cancelled.", CancellationToken.None) : result;
        }

        return result;
    }

    public Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation)
        => WithMachinesAsync(id, instance => client.SuspendAsync(instance, reason, cancellation), cancellation);

    public Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation)
        => WithMachinesAsync(id, instance => client.ResumeAsync(instance, reason, cancellation), cancellation);

    public async Task<InstanceId?> RetryAsync(InstanceId id, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation) is not { } view || !view.State.HasEnded() || await store.FindRunAsync(id, cancellation) is not { } batch)
        {
            return null;
        }

        HashSet<string> arrived = [.. view.Machines.Where(machine => machine.State == BatchMachineState.Done).Select(machine => machine.Key)];
        IReadOnlyList<BatchEntry> left = [.. batch.Entries.Where(entry => !arrived.Contains(entry.Key)).Select(entry => entry with { After = [.. entry.After.Where(key => !arrived.Contains(key))] })];
        int firstWave = batch.FirstWave ?? batch.Entries.Min(entry => entry.Wave);
        return left.Count == 0 ? null : await StartAsync(batch with { Entries = left, FirstWave = firstWave }, InstanceId.New(), cancellation);
    }

    public async Task<CommandResult> TerminateAsync(InstanceId id, string reason, CancellationToken cancellation)
        => await FindBriefAsync(id, cancellation) is null ? CommandResult.NotFound : await client.TerminateAsync(id, reason, recursive: true, cancellation);

    public async Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation)
    {
        if (await FindBriefAsync(id, cancellation) is not { } brief)
        {
            return CommandResult.NotFound;
        }

        IReadOnlyList<InstanceId> machines = brief.State.HasEnded() ? [.. (await StartedAsync(id, cancellation)).Keys] : [];
        foreach (InstanceId machine in machines)
        {
            // First what only the histories lead to: where it cannot be removed now, it can be asked again.
            await work.RemoveAsync(machine.Value, cancellation);
        }

        CommandResult result = await client.PurgeAsync(id, cancellation);
        if (result == CommandResult.Accepted)
        {
            foreach (InstanceId machine in machines)
            {
                // Not every host purges children with their parent.
                await client.PurgeAsync(machine, cancellation);
            }

            await store.RemoveRunAsync(id, cancellation);
        }

        return result;
    }

    /// <summary>What it is started with is kept first: an orchestration without it could not go on, while a copy without an orchestration is replaced by the next try.</summary>
    private async Task<InstanceId> StartAsync(Batch batch, InstanceId id, CancellationToken cancellation)
    {
        if (await client.FindAsync(id, includeInputsAndOutputs: false, cancellation) is { } taken)
        {
            throw new InstanceExistsException(id, taken.Status);
        }

        await store.SaveRunAsync(id, batch, cancellation);
        return await client.StartAsync(MigrateBatch.Name, BatchInput.Of(batch), new StartOptions { InstanceId = id }, cancellation);
    }

    private async Task CheckCloudsAsync(Batch batch, CancellationToken cancellation)
    {
        HashSet<CloudName> known = [.. (await registry.ListAsync(cancellation)).Select(cloud => cloud.Name)];
        List<InputProblem> problems = [];
        foreach (CloudName bounded in batch.Concurrency.Clouds.Keys.Where(cloud => !known.Contains(cloud)))
        {
            problems.Add(RequestCheck.UnknownCloud($"concurrency.clouds.{bounded}", bounded));
        }

        for (int index = 0; index < batch.Entries.Count; index++)
        {
            foreach (InputProblem problem in RequestCheck.CheckClouds(batch.Entries[index].Request, known))
            {
                problems.Add(problem with { Field = $"machines[{index}].{problem.Field}" });
            }
        }

        if (problems.Count > 0)
        {
            throw new InvalidRequestException(problems);
        }
    }

    private async Task<BatchView?> FindBriefAsync(InstanceId id, CancellationToken cancellation)
        => await client.FindAsync(id, includeInputsAndOutputs: true, cancellation) is { } state && state.Name == MigrateBatch.Name.Value ? BatchViews.Brief(state) : null;

    /// <summary>All instances below a batch: its machines' and their disks'.</summary>
    private async Task<IReadOnlyList<OrchestrationState>> InstancesAsync(InstanceId id, CancellationToken cancellation, bool withInputsAndOutputs = true)
    {
        // A migration of somebody else's may have an id that begins like the batch's.
        HashSet<string> machines = [.. (await store.FindRunAsync(id, cancellation))?.Entries.Select(entry => MigrateBatch.MachineId(id, entry.Key).Value) ?? []];
        List<OrchestrationState> found = [];
        string? after = null;
        do
        {
            OrchestrationPage page = await client.QueryAsync(
                new OrchestrationQuery { InstanceIdPrefix = $"{id}.", IncludeInputsAndOutputs = withInputsAndOutputs, PageSize = 1_000, ContinuationToken = after },
                cancellation);
            found.AddRange(page.Items.Where(item => machines.Contains(item.InstanceId.Value.Split(':')[0])));
            after = page.ContinuationToken;
        }
        while (after is not null);
        return found;
    }

    private async Task<IReadOnlyDictionary<InstanceId, MigrationView>> StartedAsync(InstanceId id, CancellationToken cancellation)
    {
        IReadOnlyList<OrchestrationState> instances = await InstancesAsync(id, cancellation);
        ILookup<string, OrchestrationState> disks = instances.Where(instance => instance.Name == MigrateDisk.Name.Value).ToLookup(disk => disk.InstanceId.Value[..disk.InstanceId.Value.LastIndexOf(':')]);
        return instances.Where(instance => instance.Name == MigrateMachine.Name.Value).ToDictionary(
            machine => machine.InstanceId,
            machine => MigrationViews.From(machine, MigrationViews.Disks(machine.InstanceId, disks[machine.InstanceId.Value].OrderBy(disk => disk.InstanceId.Value, StringComparer.Ordinal), board)));
    }

    private async Task<CommandResult> WithMachinesAsync(InstanceId id, Func<InstanceId, Task<CommandResult>> command, CancellationToken cancellation)
    {
        if (await FindBriefAsync(id, cancellation) is null)
        {
            return CommandResult.NotFound;
        }

        CommandResult result = await command(id);
        if (result == CommandResult.Accepted)
        {
            foreach (OrchestrationState instance in (await InstancesAsync(id, cancellation)).Where(instance => !instance.IsFinished))
            {
                await command(instance.InstanceId);
            }
        }

        return result;
    }
}
