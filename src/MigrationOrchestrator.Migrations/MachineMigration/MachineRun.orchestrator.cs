using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.MachineMigration.Activities;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.MachineMigration;

/// <summary>One run of <see cref="MigrateMachine"/>: what its parts share, and what they publish.</summary>
internal sealed class MachineRun(OrchestrationContext context, MigrationRequest request)
{
    private readonly DateTimeOffset startedAt = context.CurrentUtc;
    private MigrationPlan? plan;

    public OrchestrationContext Context => context;

    public MigrationRequest Request => request;

    public RetryPolicy Retry { get; } = Retries.For(request.Options);

    public CancelWatch Cancel { get; } = new(context);

    public Ledger Ledger { get; } = new();

    /// <summary>The deterministic mark of everything that this migration creates.</summary>
    public string Key => $"migration-{context.InstanceId}";

    public IReadOnlyList<SnapshotDisk> SnapshotDisks { get; set; } = [];

    public IReadOnlyList<DiskOutcome> Disks { get; set; } = [];

    /// <summary>The form in which the target takes disks.</summary>
    public Deliveries.DiskForm TargetForm => plan!.Needs.DiskFormat;

    public string? DeliveryId { get; set; }

    public string? DeploymentId { get; set; }

    public string? DescriptorSha256 { get; set; }

    /// <summary>Publishes the stage, the plan and the ledger; committed together with whatever is scheduled next.</summary>
    public void Show(Stage stage, Failure? failure = null) => context.SetCustomStatus(new MachineStatus(stage, Ledger.Entries) { Plan = plan, Failure = failure });

    /// <summary>Runs a step and gives its value.</summary>
    public async Task<TOutput> StepAsync<TInput, TOutput>(ActivityName<TInput, StepResult<TOutput>> step, TInput input)
        => (await Cancel.StepAsync(context.CallActivityAsync(step, input, Retry))).Value;

    public async Task<MigrationPlan> PlanAsync()
    {
        Show(Stage.Authenticate);
        Task<StepResult<CloudIdentity>> source = context.CallActivityAsync(Authenticate.Name, new AuthenticateInput(request.Source.Cloud, request.Source.Region, CloudSide.Source), Retry);
        Task<StepResult<CloudIdentity>> target = context.CallActivityAsync(Authenticate.Name, new AuthenticateInput(request.Target.Cloud, request.Target.Region, CloudSide.Target), Retry);
        await Cancel.StepAsync(Task.WhenAll(source, target));
        Show(Stage.Plan);
        plan = await StepAsync(PlanMigration.Name, new PlanInput(request, (await source).Value, (await target).Value));
        return plan;
    }

    public async Task<bool> ApprovedAsync()
    {
        Show(Stage.Approve);
        using CancellationTokenSource giveUp = new();
        Task<Approval> approval = context.WaitForExternalEventAsync<Approval>("approve", giveUp.Token);
        Task deadline = context.CreateTimerAsync(TimeSpan.FromHours(request.Options.ApprovalHours), giveUp.Token);
        Task first = await Task.WhenAny(approval, deadline, Cancel.Asked);
        Cancel.ThrowIfCancelled();
#pragma warning disable CA1849 // CancelAsync would continue on a pool thread, outside the orchestrator's scheduler.
        giveUp.Cancel();
#pragma warning restore CA1849
        return first == approval && (await approval).Approved;
    }

    /// <summary>Removes what was only needed on the way; a thing that cannot be removed stays in the ledger and does not spoil the migration.</summary>
    public async Task CleanUpAsync()
    {
        Show(Stage.CleanUp);
        await RemoveAsync(Ledger.Temporary());
        await RemoveStagedAsync();
        Show(Stage.Finished);
    }

    /// <summary>Removes everything that was created, last first.</summary>
    public async Task CompensateAsync(Failure failure)
    {
        Show(Stage.Compensate, failure);
        await RemoveAsync(Ledger.Leftovers());
        await RemoveStagedAsync();
    }

    public Receipt Receipt(MigrationOutcome outcome) => new(
        context.InstanceId,
        outcome,
        startedAt,
        context.CurrentUtc,
        plan?.Machine,
        plan?.Name,
        plan?.Place,
        [.. Disks.Select(disk => disk.Receipt)],
        [.. Ledger.Entries])
    {
        Plan = plan,
        DeliveryId = outcome == MigrationOutcome.Delivered ? DeliveryId : null,
        DeploymentId = outcome == MigrationOutcome.Delivered ? DeploymentId : null,
        DescriptorSha256 = DescriptorSha256,
        Runner = Disks.Select(disk => disk.Runner).FirstOrDefault(runner => runner is not null),
    };

    private async Task RemoveAsync(IReadOnlyList<LedgerEntry> entries)
    {
        foreach (LedgerEntry entry in entries)
        {
            try
            {
                await context.CallActivityAsync(RemoveResource.Name, entry, Retry);
                Ledger.Set(entry, LedgerState.Removed);
            }
            catch (TaskFailedException)
            {
                // It stays in the ledger as not removed: the receipt shows it and the sweep finds it.
            }
        }
    }

    private async Task RemoveStagedAsync()
    {
        try
        {
            await context.CallActivityAsync(RemoveStaged.Name, context.InstanceId.Value, Retry);
        }
        catch (TaskFailedException)
        {
            // The sweep finds what is left in staging by the migration's id.
        }
    }
}
