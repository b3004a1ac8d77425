using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.DiskMigration;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.MachineMigration;

/// <summary>
/// Moves the disks into staging and into the target's form, one child orchestration a disk. The first disk that fails for good stops the others:
/// a machine without it is of no use.
/// </summary>
internal sealed class DiskMoving(MachineRun run)
{
    private readonly List<(InstanceId Id, Task Task)> children = [];
    private readonly List<Task> stops = [];
    private TaskFailedException? first;

    public async Task RunAsync()
    {
        run.Show(Stage.Download);
        Task<IReadOnlyList<DiskOutcome>> all = Window.RunAsync(run.SnapshotDisks, run.Request.Options.ParallelDisks, MoveAsync, () => first is null && !run.Cancel.IsCancelled);
        if (await Task.WhenAny(all, run.Cancel.Asked) != all)
        {
            Stop("The migration was cancelled.");
        }

        try
        {
            run.Disks = await run.Cancel.StepAsync(all);
        }
        catch (TaskFailedException) when (first is not null)
        {
            // Not the failure of a disk that was stopped because of it.
            throw first;
        }
        finally
        {
            await Task.WhenAll(stops);
        }
    }

    private async Task<DiskOutcome> MoveAsync(SnapshotDisk disk)
    {
        InstanceId id = run.Context.InstanceId.Child(disk.DiskId);
        MigrateDiskInput input = new(run.Context.InstanceId, run.Request.Source, disk, run.TargetForm, run.Request.Options) { TargetCloud = run.Request.Target.Cloud };
        Task<DiskOutcome> moving = run.Context.CallSubOrchestratorAsync(MigrateDisk.Name, input, new SubOrchestrationOptions { InstanceId = id });
        children.Add((id, moving));
        try
        {
            return await moving;
        }
        catch (TaskFailedException failed) when (first is null)
        {
            first = failed;
            Stop($"{disk.DiskId} failed.");
            throw;
        }
    }

    private void Stop(string reason)
    {
        InstanceId[] open = [.. children.Where(child => !child.Task.IsCompleted).Select(child => child.Id)];
        foreach (InstanceId id in open)
        {
            run.Context.SendEvent(id, CancelRequest.EventName, new CancelRequest(reason));
        }

        if (open.Length > 0)
        {
            stops.Add(run.BreakOffAsync(open));
        }
    }
}
