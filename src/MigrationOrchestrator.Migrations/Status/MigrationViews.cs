using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.MachineMigration;
using MigrationOrchestrator.Migrations.Receipts;

namespace MigrationOrchestrator.Migrations.Status;

/// <summary>Makes views of what the engine knows.</summary>
internal static class MigrationViews
{
    /// <summary>A migration without its steps.</summary>
    /// <param name="state">Its instance.</param>
    /// <param name="disks">Its disks' progress.</param>
    public static MigrationView From(OrchestrationState state, IReadOnlyList<DiskProgress> disks)
    {
        MachineStatus? status = state.ReadCustomStatus<MachineStatus>();
        Receipt? receipt = state.Status == OrchestrationStatus.Completed ? state.ReadOutput<Receipt>() : null;
        MigrationRequest request = DurableJson.Deserialize<MigrationRequest>(state.Input ?? throw new InvalidOperationException("The instance's input was not asked for."))!;
        return new MigrationView(state.InstanceId, StateOf(state.Status, status, receipt), StageOf(status, state.IsFinished), request, state.CreatedAt, state.UpdatedAt, receipt is null ? disks : Ended(receipt))
        {
            Failure = receipt?.Failure ?? state.Failure ?? status?.Failure,
            Pause = state.IsFinished ? null : status?.Pause ?? disks.Select(disk => disk.Pause).OfType<StepPause>().MinBy(pause => pause.NextTryAt),
            Plan = receipt?.Plan ?? status?.Plan,
            Ledger = receipt?.Ledger ?? status?.Ledger ?? [],
            Receipt = receipt,
        };
    }

    /// <summary>A migration's disks: what they published, or what is known in this process where that is newer.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="disks">Its disks' instances.</param>
    /// <param name="board">What this process knows.</param>
    public static IReadOnlyList<DiskProgress> Disks(InstanceId migration, IEnumerable<OrchestrationState> disks, ProgressBoard board)
        => [.. disks.Select(disk => disk.ReadCustomStatus<DiskProgress>()).OfType<DiskProgress>().Select(published => Newer(published, board.Find(migration, published.DiskId)))];

    /// <summary>The statuses of instances whose migration may be in a state.</summary>
    public static IReadOnlyList<OrchestrationStatus> StatusesOf(MigrationState? state) => state switch
    {
        null => [],
        MigrationState.Pending => [OrchestrationStatus.Pending],
        MigrationState.Running or MigrationState.WaitingForApproval => [OrchestrationStatus.Running],
        MigrationState.Suspended => [OrchestrationStatus.Suspended],
        MigrationState.Blocked => [OrchestrationStatus.Blocked],
        MigrationState.Failed => [OrchestrationStatus.Completed, OrchestrationStatus.Failed],
        MigrationState.Terminated => [OrchestrationStatus.Terminated],
        _ => [OrchestrationStatus.Completed],
    };

    /// <summary>Disks of a migration that has ended: what was delivered of them.</summary>
    private static IReadOnlyList<DiskProgress> Ended(Receipt receipt)
        => [.. receipt.Disks.Select(disk => new DiskProgress(disk.DiskId, Stage.Finished, disk.DeliveredBytes, disk.DeliveredBytes) { SourceBytes = disk.SourceBytes })];

    private static DiskProgress Newer(DiskProgress published, DiskProgress? live)
        => live is not null && live.Stage >= published.Stage ? live with { SourceBytes = published.SourceBytes, Pause = published.Pause } : published;

    private static Stage StageOf(MachineStatus? status, bool finished) => finished ? Stage.Finished : status?.Stage ?? Stage.Waiting;

    private static MigrationState StateOf(OrchestrationStatus status, MachineStatus? published, Receipt? receipt) => (status, receipt?.Outcome) switch
    {
        (OrchestrationStatus.Pending, _) => MigrationState.Pending,
        (OrchestrationStatus.Suspended, _) => MigrationState.Suspended,
        (OrchestrationStatus.Blocked, _) => MigrationState.Blocked,
        (OrchestrationStatus.Terminated, _) => MigrationState.Terminated,
        (OrchestrationStatus.Completed, MigrationOutcome.Delivered or MigrationOutcome.Planned) => MigrationState.Done,
        (OrchestrationStatus.Completed, MigrationOutcome.StoppedByPlan or MigrationOutcome.Refused) => MigrationState.Stopped,
        (OrchestrationStatus.Completed, MigrationOutcome.Cancelled) => MigrationState.Cancelled,
        (OrchestrationStatus.Completed or OrchestrationStatus.Failed, _) => MigrationState.Failed,
        _ => published?.Stage == Stage.Approve ? MigrationState.WaitingForApproval : MigrationState.Running,
    };
}
