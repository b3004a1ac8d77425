using MigrationOrchestrator.Migrations.Machines;

namespace MigrationOrchestrator.Migrations.Snapshots;

/// <summary>Asks for a snapshot of every disk of a machine.</summary>
/// <param name="Source">The machine as the operator named it.</param>
/// <param name="MachineId">The cloud's id of it.</param>
/// <param name="Name">The deterministic name under which the snapshot is created and found again.</param>
public sealed record SnapshotRequest(MachineRef Source, string MachineId, string Name);

/// <summary>How far a snapshot is.</summary>
/// <param name="Ready">Whether all disks can be read.</param>
/// <param name="Disks">The disks that exist so far; all of them once ready.</param>
/// <param name="State">The cloud's own word, for people.</param>
public sealed record Snapshot(bool Ready, IReadOnlyList<SnapshotDisk> Disks, string State);

/// <summary>One disk that can be read from the source cloud.</summary>
/// <param name="DiskId">Which of the machine's disks.</param>
/// <param name="ImageId">The cloud's id of the image that holds its bytes.</param>
/// <param name="Boot">Whether the machine boots from it.</param>
/// <param name="Temporary">Whether it was created for this migration and is to be removed after it.</param>
public sealed record SnapshotDisk(string DiskId, string ImageId, bool Boot, bool Temporary);
