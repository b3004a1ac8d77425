using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.DiskMigration;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.MachineMigration;

/// <summary>Moves the disks into staging and into the target's form, one child orchestration a disk.</summary>
internal sealed class DiskMoving(MachineRun run)
{
    private readonly List<(InstanceId Id, Task Task)> children = [];

    public async Task RunAsync()
    {
        run.Show(Stage.Download);
        Task<IReadOnlyList<DiskOutcome>> all = Window.RunAsync(run.SnapshotDisks, run.Request.Options.ParallelDisks, MoveAsync, () => !run.Cancel.IsCancelled);
        if (await Task.WhenAny(all, run.Cancel.Asked) != all)
        {
            foreach ((InstanceId id, _) in children.Where(child => !child.Task.IsCompleted))
            {
                run.Context.SendEvent(id, CancelRequest.EventName, new CancelRequest("The migration was cancelled."));
            }
        }

        run.Disks = await run.Cancel.StepAsync(all);
    }

    private Task<DiskOutcome> MoveAsync(SnapshotDisk disk)
    {
        InstanceId id = run.Context.InstanceId.Child(disk.DiskId);
        MigrateDiskInput input = new(run.Context.InstanceId, run.Request.Source, disk, run.TargetForm, run.Request.Options) { TargetCloud = run.Request.Target.Cloud };
        Task<DiskOutcome> moving = run.Context.CallSubOrchestratorAsync(MigrateDisk.Name, input, new SubOrchestrationOptions { InstanceId = id });
        children.Add((id, moving));
        return moving;
    }
}
