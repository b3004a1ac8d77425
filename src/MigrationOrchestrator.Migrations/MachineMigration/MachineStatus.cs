using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.MachineMigration;

/// <summary>What <see cref="MigrateMachine"/> publishes while it runs (its custom status).</summary>
/// <param name="Stage">What it does.</param>
/// <param name="Ledger">What it has created or is about to.</param>
internal sealed record MachineStatus(Stage Stage, IReadOnlyList<LedgerEntry> Ledger)
{
    /// <summary>The plan, once made.</summary>
    public MigrationPlan? Plan { get; init; }

    /// <summary>Why it is being compensated.</summary>
    public Failure? Failure { get; init; }
}
