using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.OpenStack.Compute;
using MigrationOrchestrator.OpenStack.Volumes;

namespace MigrationOrchestrator.OpenStack.Sources;

/// <summary>Snapshots of all disks of a server: Nova's image of its own disk, and Cinder's chain for each of its volumes.</summary>
internal sealed class MachineSnapshots(OpenStackSession session, OpenStackOptions options)
{
    private readonly ServerSnapshots root = new(session, options);
    private readonly VolumeChain chain = new(session, options);
    private readonly ServerVolumes volumes = new(session);

    public Task<Snapshot> BeginAsync(SnapshotRequest request, CancellationToken cancellation) => AdvanceAsync(request, root.BeginAsync, cancellation);

    public Task<Snapshot> PollAsync(SnapshotRequest request, CancellationToken cancellation) => AdvanceAsync(request, root.PollAsync, cancellation);

    public async Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation)
    {
        await root.RemoveAsync(entry, cancellation);
        if (await session.HasVolumesAsync(cancellation))
        {
            await chain.RemoveAsync(entry.Name, cancellation);
        }
    }

    private async Task<Snapshot> AdvanceAsync(SnapshotRequest request, Func<SnapshotRequest, CancellationToken, Task<Snapshot>> ofRoot, CancellationToken cancellation)
    {
        if (await FindAsync(request.MachineId, cancellation) is not { } server || (server.ImageId is not null && server.Volumes is null or []))
        {
            return await ofRoot(request, cancellation);
        }

        IReadOnlyDictionary<string, string> attached = (await volumes.ListAsync(server, cancellation)).ToDictionary(volume => volume.DiskId, volume => volume.Volume.Id);
        Snapshot data = await chain.AdvanceAsync(request.Name, attached, server.ImageId is null ? "disk-0" : null, cancellation);
        if (server.ImageId is null)
        {
            return data;
        }

        Snapshot own = await ofRoot(request, cancellation);
        return new Snapshot(own.Ready && data.Ready, [.. own.Disks, .. data.Disks], own.State == data.State ? own.State : $"{own.State}, {data.State}");
    }

    private async Task<Server?> FindAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return (await (await session.ComputeAsync(cancellation)).GetServerAsync(id, cancellation)).Server;
        }
        catch (FailureException gone) when (gone.Failure.Code == "cloud.not_found")
        {
            // Its finished snapshot can be read even so.
            return null;
        }
    }
}
