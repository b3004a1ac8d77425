using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.MachineMigration;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Requests;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Status;

/// <summary>The operator's desk for migrations, over any host's engine.</summary>
internal sealed class OrchestratedMigrations(IOrchestrationClient client, ICloudRegistry registry, StagedWork work, ProgressBoard board, Planner planner, RunningSteps running) : IMigrations
{
    public async Task<InstanceId> StartAsync(MigrationRequest request, InstanceId? id, CancellationToken cancellation)
    {
        if (id is { } chosen && chosen.Value.AsSpan().ContainsAny(':', '@'))
        {
            throw new InvalidRequestException([new InputProblem("id", $"'{chosen}' is no migration id.", "Give 1 to 200 characters of a-z A-Z 0-9 - _ .")]);
        }

        await CheckAsync(request, cancellation);
        return await client.StartAsync(MigrateMachine.Name, request, new StartOptions { InstanceId = id ?? InstanceId.New() }, cancellation);
    }

    public async Task<MigrationPlan> PlanAsync(MigrationRequest request, CancellationToken cancellation)
    {
        MigrationRequest planOnly = request with { Options = request.Options with { PlanOnly = true } };
        await CheckAsync(planOnly, cancellation);
        return await planner.PlanAsync(planOnly, cancellation);
    }

    public async Task<MigrationPage> ListAsync(MigrationFilter filter, CancellationToken cancellation)
    {
        List<MigrationView> found = [];
        string? after = filter.After;
        do
        {
            OrchestrationPage page = await client.QueryAsync(
                new OrchestrationQuery
                {
                    Name = MigrateMachine.Name.Value,
                    Statuses = MigrationViews.StatusesOf(filter.State),
                    IncludeInputsAndOutputs = true,
                    PageSize = filter.Limit - found.Count,
                    ContinuationToken = after,
                },
                cancellation);
            found.AddRange(page.Items.Select(item => MigrationViews.From(item, [])).Where(view => Matches(view, filter)));
            after = page.ContinuationToken;
        }
        while (after is not null && found.Count < filter.Limit);
        return new MigrationPage(found, after);
    }

    public async Task<MigrationView?> FindAsync(InstanceId id, CancellationToken cancellation)
    {
        if (await FindStateAsync(id, cancellation) is not { } state)
        {
            return null;
        }

        IReadOnlyList<OrchestrationState> children = await ChildrenAsync(id, cancellation);
        MigrationView view = MigrationViews.From(state, MigrationViews.Disks(id, children, board));
        IReadOnlyList<HistoryRow> history = await TryHistoryAsync(id, children, cancellation);
        MigrationPlan? plan = view.Plan ?? WholeReceipts.PlanOf(history.Where(row => row.Instance == id).Select(row => row.Event));
        return view with
        {
            Steps = StepTable.From(history),
            Plan = plan,
            Receipt = view.Receipt is { IsAbridged: true } abridged ? WholeReceipts.Completed(abridged, plan, await ChildrenAsync(id, cancellation, withOutputs: true)) : view.Receipt,
        };
    }

    public async Task<MigrationView?> FindProgressAsync(InstanceId id, CancellationToken cancellation)
        => await FindStateAsync(id, cancellation) is { } state ? MigrationViews.From(state, MigrationViews.Disks(id, await ChildrenAsync(id, cancellation), board)) : null;

    public async Task<IReadOnlyList<HistoryRow>> HistoryAsync(InstanceId id, CancellationToken cancellation)
        => await FindStateAsync(id, cancellation) is null ? [] : await HistoryAsync(id, await ChildrenAsync(id, cancellation), cancellation);

    public async Task<Receipt?> FindReceiptAsync(InstanceId id, CancellationToken cancellation)
    {
        if (await FindStateAsync(id, cancellation) is not { Status: OrchestrationStatus.Completed } state)
        {
            return null;
        }

        Receipt receipt = state.ReadOutput<Receipt>();
        return receipt.IsAbridged ? (await FindAsync(id, cancellation))?.Receipt : receipt;
    }

    public async Task<CommandResult> ApproveAsync(InstanceId id, Approval approval, CancellationToken cancellation) => await FindBriefAsync(id, cancellation) switch
    {
        null => CommandResult.NotFound,
        { State: MigrationState.WaitingForApproval } => await client.RaiseEventAsync(id, "approve", approval, cancellation),
        _ => CommandResult.NotAllowed,
    };

    public async Task<CommandResult> CancelAsync(InstanceId id, string reason, CancellationToken cancellation)
    {
        CommandResult result = await client.RaiseEventAsync(id, CancelRequest.EventName, new CancelRequest(reason), cancellation);
        if (result == CommandResult.Accepted)
        {
            // It is cancelled now, whether the caller waits for the rest or not.
            await running.StopAsync(id);
            if (await client.FindAsync(id, includeInputsAndOutputs: false, CancellationToken.None) is { Status: OrchestrationStatus.Suspended })
            {
                await ResumeAsync(id, "It was cancelled.", CancellationToken.None);
            }
        }

        return result;
    }

    public Task<CommandResult> SuspendAsync(InstanceId id, string reason, CancellationToken cancellation)
        => WithChildrenAsync(id, instance => client.SuspendAsync(instance, reason, cancellation), cancellation);

    public Task<CommandResult> ResumeAsync(InstanceId id, string reason, CancellationToken cancellation)
        => WithChildrenAsync(id, instance => client.ResumeAsync(instance, reason, cancellation), cancellation);

    public async Task<InstanceId?> RetryAsync(InstanceId id, CancellationToken cancellation)
        => await FindBriefAsync(id, cancellation) is { State: MigrationState.Failed or MigrationState.Cancelled or MigrationState.Terminated or MigrationState.Stopped } view
            ? await StartAsync(view.Request, null, cancellation)
            : null;

    public Task<CommandResult> TerminateAsync(InstanceId id, string reason, CancellationToken cancellation) => client.TerminateAsync(id, reason, recursive: true, cancellation);

    public async Task<CommandResult> PurgeAsync(InstanceId id, CancellationToken cancellation)
    {
        if (await client.FindAsync(id, includeInputsAndOutputs: false, cancellation) is { IsFinished: true })
        {
            // First what only the history leads to: where it cannot be removed now, it can be asked again.
            await work.RemoveAsync(id.Value, cancellation);
        }

        return await client.PurgeAsync(id, cancellation);
    }

    private static bool Matches(MigrationView view, MigrationFilter filter)
        => (filter.State is null || view.State == filter.State)
            && (filter.Cloud is null || view.Request.Source.Cloud.Value == filter.Cloud || view.Request.Target.Cloud.Value == filter.Cloud);

    private async Task CheckAsync(MigrationRequest request, CancellationToken cancellation)
    {
        HashSet<CloudName> known = [.. (await registry.ListAsync(cancellation)).Select(cloud => cloud.Name)];
        List<InputProblem> problems = [.. RequestCheck.Check(request), .. RequestCheck.CheckClouds(request, known)];
        if (problems.Count > 0)
        {
            throw new InvalidRequestException(problems);
        }
    }

    /// <summary>A migration without its disks and steps: enough to decide on a command, and no history is read for it.</summary>
    private async Task<MigrationView?> FindBriefAsync(InstanceId id, CancellationToken cancellation)
        => await FindStateAsync(id, cancellation) is { } state ? MigrationViews.From(state, []) : null;

    private async Task<OrchestrationState?> FindStateAsync(InstanceId id, CancellationToken cancellation)
        => await client.FindAsync(id, includeInputsAndOutputs: true, cancellation) is { } state && state.Name == MigrateMachine.Name.Value ? state : null;

    private async Task<IReadOnlyList<OrchestrationState>> ChildrenAsync(InstanceId id, CancellationToken cancellation, bool withOutputs = false)
        => [.. (await client.QueryAsync(new OrchestrationQuery { InstanceIdPrefix = id.Value + ":", PageSize = 200, IncludeInputsAndOutputs = withOutputs }, cancellation)).Items.OrderBy(child => child.InstanceId.Value, StringComparer.Ordinal)];

    private async Task<IReadOnlyList<HistoryRow>> TryHistoryAsync(InstanceId id, IReadOnlyList<OrchestrationState> children, CancellationToken cancellation)
    {
        try
        {
            return await HistoryAsync(id, children, cancellation);
        }
        catch (NotSupportedException)
        {
            // This host's engine gives no histories; all else about the migration is known without.
            return [];
        }
    }

    private async Task<IReadOnlyList<HistoryRow>> HistoryAsync(InstanceId id, IReadOnlyList<OrchestrationState> children, CancellationToken cancellation)
    {
        List<HistoryRow> rows = [];
        foreach (InstanceId instance in children.Select(child => child.InstanceId).Prepend(id))
        {
            rows.AddRange((await client.GetHistoryAsync(instance, cancellation)).Select((fact, sequence) => new HistoryRow(instance, sequence, fact)));
        }

        return [.. rows.OrderBy(row => row.Event.Timestamp)];
    }

    private async Task<CommandResult> WithChildrenAsync(InstanceId id, Func<InstanceId, Task<CommandResult>> command, CancellationToken cancellation)
    {
        CommandResult result = await command(id);
        if (result == CommandResult.Accepted)
        {
            foreach (OrchestrationState child in (await ChildrenAsync(id, cancellation)).Where(child => !child.IsFinished))
            {
                await command(child.InstanceId);
            }
        }

        return result;
    }
}
