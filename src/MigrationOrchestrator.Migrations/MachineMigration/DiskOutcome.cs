using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations;

/// <summary>The input of <c>MigrateDisk</c>.</summary>
/// <param name="Migration">The migration that the disk belongs to.</param>
/// <param name="Source">The machine as the operator named it.</param>
/// <param name="Disk">The disk as the snapshot gives it.</param>
/// <param name="Form">The form that the target takes.</param>
/// <param name="Options">How.</param>
public sealed record MigrateDiskInput(InstanceId Migration, MachineRef Source, SnapshotDisk Disk, DiskForm Form, MigrationOptions Options)
{
    /// <summary>The cloud that the disk is uploaded to; null where that is not known.</summary>
    public CloudName? TargetCloud { get; init; }
}

/// <summary>A disk that is complete in staging in the target's form.</summary>
/// <param name="Receipt">The chain of proof so far.</param>
/// <param name="Delivered">The staged object that is uploaded.</param>
/// <param name="File">The file that the target is told about.</param>
/// <param name="Runner">Where it was converted, or null where nothing ran.</param>
public sealed record DiskOutcome(DiskReceipt Receipt, StagedName Delivered, DeliveryFile File, RunnerDescription? Runner);
