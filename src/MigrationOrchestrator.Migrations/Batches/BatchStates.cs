using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>Questions about states of batches and their machines.</summary>
public static class BatchStates
{
    /// <summary>Whether a batch has ended: nothing further happens to it by itself.</summary>
    public static bool HasEnded(this BatchState state) => state is BatchState.Done or BatchState.Incomplete or BatchState.Cancelled or BatchState.Failed;

    /// <summary>Whether a machine needs nothing more.</summary>
    public static bool HasEnded(this BatchMachineState state)
        => state is BatchMachineState.Done or BatchMachineState.Stopped or BatchMachineState.Cancelled or BatchMachineState.Failed or BatchMachineState.Skipped or BatchMachineState.NotStarted;

    internal static BatchState Of(OrchestrationStatus status, BatchStatus? published, BatchReceipt? receipt) => (status, receipt?.Outcome) switch
    {
        (OrchestrationStatus.Pending, _) => BatchState.Pending,
        (OrchestrationStatus.Suspended, _) => BatchState.Suspended,
        (OrchestrationStatus.Blocked, _) => BatchState.Blocked,
        (OrchestrationStatus.Terminated, _) or (_, BatchOutcome.Cancelled) => BatchState.Cancelled,
        (OrchestrationStatus.Completed, BatchOutcome.Delivered) => BatchState.Done,
        (OrchestrationStatus.Completed, BatchOutcome.Incomplete) => BatchState.Incomplete,
        (OrchestrationStatus.Completed or OrchestrationStatus.Failed, _) => BatchState.Failed,
        _ => published?.WaitsForApproval == true ? BatchState.WaitingForApproval : BatchState.Running,
    };

    internal static BatchMachineState Of(MigrationState state) => state switch
    {
        MigrationState.Pending or MigrationState.Running => BatchMachineState.Running,
        MigrationState.WaitingForApproval => BatchMachineState.WaitingForApproval,
        MigrationState.Suspended => BatchMachineState.Suspended,
        MigrationState.Blocked => BatchMachineState.Blocked,
        MigrationState.Done => BatchMachineState.Done,
        MigrationState.Stopped => BatchMachineState.Stopped,
        MigrationState.Cancelled or MigrationState.Terminated => BatchMachineState.Cancelled,
        _ => BatchMachineState.Failed,
    };
}
