using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.MachineMigration.Activities;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.MachineMigration;

/// <summary>Takes the snapshot whose disks are read; an image is read as it is.</summary>
internal sealed class SnapshotTaking(MachineRun run)
{
    private const string Kind = "image";

    public async Task RunAsync(MigrationPlan plan)
    {
        SnapshotRequest request = new(run.Request.Source, plan.Machine.Id, run.Key);
        if (plan.Machine.Kind == MachineKind.Server)
        {
            run.Ledger.Intend(new LedgerEntry(request.Source.Cloud, plan.Source.Region, CloudSide.Source, Kind, request.Name, run.Key));
        }

        run.Show(Stage.Snapshot);
        long bytes = plan.Machine.Disks.Sum(disk => disk.SizeBytes ?? 0);
        Patience patience = new(run.Context, TimeSpan.FromMinutes(20), bytes, new Failure("source.snapshot_timeout", $"The snapshot '{request.Name}' of '{plan.Machine.Name}' did not become ready in time.")
        {
            Remedy = "Look at the snapshot's state in the source cloud; then retry the migration.",
        }, run.Steps);
        Snapshot snapshot = await run.Steps.CallAsync(TakeSnapshot.Name, request, request.Source.Cloud);
        while (!snapshot.Ready)
        {
            await patience.WaitAsync();
            snapshot = await run.Steps.CallAsync(TakeSnapshot.Name, request, request.Source.Cloud);
        }

        run.SnapshotDisks = snapshot.Disks;
        if (plan.Machine.Kind == MachineKind.Server)
        {
            run.Ledger.Created(Kind, [.. snapshot.Disks.Where(disk => disk.Temporary).Select(disk => disk.ImageId)]);
        }
    }
}
