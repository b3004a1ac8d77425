using MigrationOrchestrator.Durable;
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
                return run.Receipt(plan.CanRun || input.Options.PlanOnly ? MigrationOutcome.Planned : MigrationOutcome.StoppedByPlan);
            }

            if (input.Options.RequireApproval && !await run.ApprovedAsync())
            {
                return run.Receipt(MigrationOutcome.Refused);
            }

            await new SnapshotTaking(run).RunAsync(plan);
            await new DiskMoving(run).RunAsync();
            await new MachineDelivery(run).RunAsync(plan);
            await run.CleanUpAsync();
            return run.Receipt(MigrationOutcome.Delivered);
        }
        catch (Exception failed) when (failed is TaskFailedException or FailureException)
        {
            Failure failure = Failure.From(failed);
            await run.CompensateAsync(failure);
            Receipt receipt = run.Receipt(run.Cancel.IsCancelled ? MigrationOutcome.Cancelled : MigrationOutcome.Failed) with { Failure = failure };
            run.Show(Stage.Finished);
            return receipt;
        }
    }
}
