using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations.MachineMigration.Activities;

/// <summary>The input of <see cref="Authenticate"/>.</summary>
/// <param name="Cloud">Which cloud.</param>
/// <param name="Region">Which region; null for the registration's own.</param>
/// <param name="Side">Which end of the migration it is, so that failures can say so.</param>
public sealed record AuthenticateInput(CloudName Cloud, string? Region, CloudSide Side);

/// <summary>The input of <see cref="PlanMigration"/>.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Source">As whom we read.</param>
/// <param name="Target">As whom we write.</param>
public sealed record PlanInput(MigrationRequest Request, CloudIdentity Source, CloudIdentity Target);

/// <summary>The input of <see cref="WriteDescriptor"/>.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Plan">The plan, with the machine and its hardware.</param>
/// <param name="Files">The disks' files, the boot disk first.</param>
public sealed record DescriptorInput(InstanceId Migration, MigrationPlan Plan, IReadOnlyList<DeliveryFile> Files);

/// <summary>The input of <see cref="BeginDelivery"/> and <see cref="PollDelivery"/>.</summary>
/// <param name="Migration">The migration, under whose id the descriptor is staged.</param>
/// <param name="Request">What is delivered.</param>
public sealed record DeliveryInput(InstanceId Migration, DeliveryRequest Request);

/// <summary>The input of <see cref="UploadFile"/>.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Request">The delivery.</param>
/// <param name="File">Which of its files.</param>
/// <param name="DiskId">Which disk that is.</param>
/// <param name="Staged">Where its bytes are.</param>
public sealed record UploadInput(InstanceId Migration, DeliveryRequest Request, DeliveryFile File, string DiskId, StagedName Staged);

/// <summary>The input of <see cref="BreakOff"/>.</summary>
/// <param name="Orchestrations">Whose steps.</param>
public sealed record BreakOffInput(IReadOnlyList<InstanceId> Orchestrations);
