using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.MachineMigration;

/// <summary>
/// Moves one machine: authenticate, plan, snapshot, move each disk into staging and into the target's form, describe, upload, deploy, clean up.
/// Whatever happens, it ends with a <see cref="Receipt"/>: a failure or cancellation is compensated from the ledger first.
/// The instance's id is the migration's id.
/// </summary>
public sealed class MigrateMachine : Orchestrator<MigrationRequest, Receipt>
{
    /// <summary>Its name in histories.</summary>
    public static OrchestratorName<MigrationRequest, Receipt> Name { get; } = new(nameof(MigrateMachine));

    /// <inheritdoc/>
    public override async Task<Receipt> RunAsync(OrchestrationContext context, MigrationRequest input)
    {
        MachineRun run = new(context, input);
        try
        {
            MigrationPlan plan = await run.PlanAsync();
            if (input.Options.PlanOnly || !plan.CanRun)
            {
                return run.Receipt(plan.CanRun || input.Options.PlanOnly ? MigrationOutcome.Planned : MigrationOutcome.StoppedByPlan).Bounded();
            }

            if (input.Options.RequireApproval && !await run.ApprovedAsync())
            {
                return run.Receipt(MigrationOutcome.Refused).Bounded();
            }

            await new SnapshotTaking(run).RunAsync(plan);
            await new DiskMoving(run).RunAsync();
            await new MachineDelivery(run, plan).RunAsync();
            await run.CleanUpAsync();
            return run.Receipt(MigrationOutcome.Delivered).Bounded();
        }
        catch (Exception failed) when (failed is TaskFailedException or FailureException)
        {
            await run.CompensateAsync(Explained(run, Failure.From(failed)));
            run.Show(Stage.Finished);
            return run.Receipt(run.Cancel.IsCancelled ? MigrationOutcome.Cancelled : MigrationOutcome.Failed).Bounded();
        }
    }

    /// <summary>After the arrival only the machine is missing, which people should know before they start all over.</summary>
    private static Failure Explained(MachineRun run, Failure failure)
        => run.Cancel.IsCancelled || run.Ledger.Entries.LastOrDefault(entry => entry.State == LedgerState.Delivered) is not { } arrived ? failure : failure with
        {
            Message = $"{failure.Message} The {arrived.Kind} '{arrived.Name}' had arrived in '{arrived.Cloud}' and is kept; only the machine made of it is removed.",
            Remedy = $"{failure.Remedy} Deploy that {arrived.Kind} by hand, or remove it before the migration is started again under the same name.".TrimStart(),
        };
}
