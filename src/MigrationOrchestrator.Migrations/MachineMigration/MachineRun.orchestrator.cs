using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.MachineMigration.Activities;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.MachineMigration;

/// <summary>One run of <see cref="MigrateMachine"/>: what its parts share, and what they publish.</summary>
internal sealed class MachineRun
{
    /// <summary>The rate that removals are given at least, in bytes a second: clouds delete copies of volumes by overwriting them.</summary>
    private const double SlowestRemoval = 5_000_000;

    private readonly OrchestrationContext context;
    private readonly MigrationRequest request;
    private readonly DateTimeOffset startedAt;
    private MigrationPlan? plan;
    private Stage stage;
    private Failure? failure;

    public MachineRun(OrchestrationContext context, MigrationRequest request)
    {
        this.context = context;
        this.request = request;
        startedAt = context.CurrentUtc;
        Cancel = new CancelWatch(context);
        Steps = NewSteps();
    }

    public OrchestrationContext Context => context;

    public MigrationRequest Request => request;

    public CancelWatch Cancel { get; }

    /// <summary>Runs the steps.</summary>
    public PatientSteps Steps { get; private set; }

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

    /// <summary>Why staged bytes could not be removed; null where they were.</summary>
    public Failure? StagedProblem { get; private set; }

    /// <summary>Publishes the stage, the plan and the ledger; committed together with whatever is scheduled next.</summary>
    public void Show(Stage now)
    {
        stage = now;
        Publish();
    }

    /// <summary>After a failure that is not the end, steps are run as if none had been.</summary>
    public void StartAfresh() => Steps = NewSteps();

    /// <summary>Writes down what is about to be created in the target.</summary>
    public void Intend(string kind)
        => Ledger.Intend(new LedgerEntry(plan!.Place.Cloud, plan.Place.Region, CloudSide.Target, kind, plan.Name, Key) { Place = plan.Place.Ids });

    public async Task<MigrationPlan> PlanAsync()
    {
        Show(Stage.Authenticate);
        Task<CloudIdentity> source = Steps.CallAsync(Authenticate.Name, new AuthenticateInput(request.Source.Cloud, request.Source.Region, CloudSide.Source), request.Source.Cloud);
        Task<CloudIdentity> target = Steps.CallAsync(Authenticate.Name, new AuthenticateInput(request.Target.Cloud, request.Target.Region, CloudSide.Target), request.Target.Cloud);
        await Task.WhenAll(source, target);
        Show(Stage.Plan);
        plan = await Steps.CallAsync(PlanMigration.Name, new PlanInput(request, await source, await target));
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

    /// <summary>Breaks off the long steps of orchestrations that do not go on, also those that a process runs again after a restart.</summary>
    public async Task BreakOffAsync(IReadOnlyList<InstanceId> orchestrations)
    {
        try
        {
            await context.CallActivityAsync(BreakOff.Name, new BreakOffInput(orchestrations));
        }
        catch (TaskFailedException)
        {
            // Their steps end by themselves, only later.
        }
    }

    /// <summary>Removes what was only needed on the way; a thing that cannot be removed stays in the ledger and does not spoil the migration.</summary>
    public async Task CleanUpAsync()
    {
        StartRemoval();
        Show(Stage.CleanUp);
        await RemoveAsync(Ledger.Temporary());
        await RemoveStagedAsync();
        Show(Stage.Finished);
    }

    /// <summary>
    /// Removes everything that was created, last first. What has arrived stays, unless somebody cancelled: a machine that could not be made of a
    /// template is no reason to throw the template away.
    /// </summary>
    public async Task CompensateAsync(Failure why)
    {
        failure = why;
        if (Cancel.IsCancelled)
        {
            Ledger.Undeliver();
        }

        StartRemoval();
        Show(Stage.Compensate);
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
        DeliveryId = Ledger.Entries.Any(entry => entry.State == LedgerState.Delivered) ? DeliveryId : null,
        DeploymentId = outcome == MigrationOutcome.Delivered ? DeploymentId : null,
        DescriptorSha256 = DescriptorSha256,
        StagedProblem = StagedProblem,
        Failure = failure,
        Runner = Disks.Select(disk => disk.Runner).FirstOrDefault(runner => runner is not null),
    };

    private async Task RemoveAsync(IReadOnlyList<LedgerEntry> entries)
    {
        foreach (LedgerEntry entry in entries)
        {
            try
            {
                StartRemoval();
                await Steps.CallAsync(RemoveResource.Name, entry, entry.Cloud);
                Ledger.Set(entry, LedgerState.Removed);
            }
            catch (TaskFailedException left)
            {
                // It stays in the ledger as not removed, and why: the receipt shows it and the sweep finds it.
                Ledger.Keep(entry, left.Failure);
            }
        }
    }

    private async Task RemoveStagedAsync()
    {
        try
        {
            StartRemoval();
            await Steps.CallAsync(RemoveStaged.Name, context.InstanceId.Value);
        }
        catch (TaskFailedException left)
        {
            // The sweep finds what is left in staging by the migration's id.
            StagedProblem = left.Failure;
        }
    }

    private PatientSteps NewSteps() => new(context, Retries.For(request.Options), Cancel, Publish);

    /// <summary>Removals are not cancelled, and each has a patience that its size earns: a cloud that stays away must not hold a migration open for long.</summary>
    private void StartRemoval()
    {
        TimeSpan most = TimeSpan.FromHours(1) + TimeSpan.FromSeconds((plan?.Machine.Disks.Sum(disk => disk.SizeBytes ?? 0) ?? 0) / SlowestRemoval);
        TimeSpan given = TimeSpan.FromHours(request.Options.PatienceHours);
        Steps = new PatientSteps(context, Retries.For(request.Options, given < most ? given : most), cancel: null, Publish);
    }

    private void Publish() => context.SetCustomStatus(new MachineStatus(stage, Ledger.Entries) { Plan = plan, Failure = failure, Pause = Steps?.Pause }.Bounded());
}
