using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Snapshots;

namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>
/// A cloud that machines leave. Every call authenticates for itself (tokens live in memory and are renewed once on 401), maps errors to
/// <see cref="Durable.FailureException"/> with the cloud's request id, and is safe to repeat.
/// </summary>
public interface IMachineSource
{
    /// <summary>Finds a machine and says what it is made of.</summary>
    /// <exception cref="Durable.FailureException"><c>source.machine_not_found</c>, <c>source.machine_ambiguous</c> (a name that several have), or what the cloud answered.</exception>
    Task<Machine> DescribeAsync(MachineRef machine, CancellationToken cancellation);

    /// <summary>
    /// Starts a snapshot, or finds the one that an earlier attempt started under the same name. For a machine that is an image there is nothing to
    /// take: the image itself is reported, ready.
    /// </summary>
    Task<Snapshot> BeginSnapshotAsync(SnapshotRequest request, CancellationToken cancellation);

    /// <summary>How far a snapshot is; asks the cloud once.</summary>
    /// <exception cref="Durable.FailureException">The snapshot failed or is gone.</exception>
    Task<Snapshot> PollSnapshotAsync(SnapshotRequest request, CancellationToken cancellation);

    /// <summary>What reading a disk will be like: size, format, hashes, and whether ranges work (tried with one byte, never assumed).</summary>
    Task<DiskProbe> ProbeDiskAsync(SnapshotDisk disk, CancellationToken cancellation);

    /// <summary>Opens a disk's bytes.</summary>
    /// <param name="disk">Which disk.</param>
    /// <param name="offset">First byte; more than zero only where the probe said that ranges work.</param>
    /// <param name="length">How many bytes; null to the end.</param>
    /// <param name="cancellation">Gives up, also while reading.</param>
    /// <exception cref="Durable.FailureException">The cloud refused. A connection that breaks later surfaces as <see cref="IOException"/> or a short stream.</exception>
    Task<Stream> OpenDiskAsync(SnapshotDisk disk, long offset, long? length, CancellationToken cancellation);

    /// <summary>Removes what we created, found by its id or else by its deterministic name; nothing there is success.</summary>
    Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation);
}
