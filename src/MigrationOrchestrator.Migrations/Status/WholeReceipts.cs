using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.MachineMigration.Activities;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Status;

/// <summary>Finds what was too large for a migration's own output or status in the histories that hold it.</summary>
internal static class WholeReceipts
{
    /// <summary>The plan as its step gave it, or null where none was made.</summary>
    /// <param name="history">The migration's history.</param>
    public static MigrationPlan? PlanOf(IEnumerable<HistoryEvent> history)
    {
        HashSet<int> planning = [];
        MigrationPlan? plan = null;
        foreach (HistoryEvent fact in history)
        {
            switch (fact)
            {
                case TaskScheduled scheduled when scheduled.Name == PlanMigration.Name.Value:
                    planning.Add(scheduled.Id);
                    break;
                case TaskCompleted completed when planning.Contains(completed.Id):
                    plan = JsonSerializer.Deserialize<StepResult<MigrationPlan>>(completed.Output, DurableJson.Options)?.Value;
                    break;
                default:
                    break;
            }
        }

        return plan;
    }

    /// <summary>A receipt with what it left out.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="disks">The migration's disks' instances, with their outputs.</param>
    public static Receipt Completed(Receipt receipt, MigrationPlan? plan, IEnumerable<OrchestrationState> disks) => receipt with
    {
        IsAbridged = false,
        Plan = receipt.Plan ?? plan,
        Disks = receipt.Disks.Count > 0
            ? receipt.Disks
            : [.. disks.Where(disk => disk.Status == OrchestrationStatus.Completed).Select(disk => disk.ReadOutput<DiskOutcome>().Receipt).OrderBy(disk => Number(disk.DiskId)).ThenBy(disk => disk.DiskId, StringComparer.Ordinal)],
    };

    /// <summary>disk-2 comes before disk-10.</summary>
    private static int Number(string disk) => int.TryParse(disk.AsSpan(disk.LastIndexOf('-') + 1), out int number) ? number : int.MaxValue;
}
