using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Snapshots;

namespace MigrationOrchestrator.OpenStack.Sources;

/// <summary>An OpenStack region as a place that machines leave.</summary>
internal sealed class OpenStackSource(OpenStackSession session, OpenStackOptions options) : IMachineSource
{
    private readonly ServerDescriber servers = new(session, options);
    private readonly ImageDescriber images = new(session, options);
    private readonly MachineSnapshots snapshots = new(session, options);
    private readonly ImageReader reader = new(session, options);

    public Task<Machine> DescribeAsync(MachineRef machine, CancellationToken cancellation)
        => machine.Kind == MachineKind.Image ? images.DescribeAsync(machine.Machine, cancellation) : servers.DescribeAsync(machine.Machine, cancellation);

    public Task<Snapshot> BeginSnapshotAsync(SnapshotRequest request, CancellationToken cancellation)
        => request.Source.Kind == MachineKind.Image ? images.AsSnapshotAsync(request.MachineId, cancellation) : snapshots.BeginAsync(request, cancellation);

    public Task<Snapshot> PollSnapshotAsync(SnapshotRequest request, CancellationToken cancellation)
        => request.Source.Kind == MachineKind.Image ? images.AsSnapshotAsync(request.MachineId, cancellation) : snapshots.PollAsync(request, cancellation);

    public Task<DiskProbe> ProbeDiskAsync(SnapshotDisk disk, CancellationToken cancellation) => reader.ProbeAsync(disk.ImageId, cancellation);

    public Task<Stream> OpenDiskAsync(SnapshotDisk disk, long offset, long? length, CancellationToken cancellation) => reader.OpenAsync(disk.ImageId, offset, length, cancellation);

    public Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation) => snapshots.RemoveAsync(entry, cancellation);
}
