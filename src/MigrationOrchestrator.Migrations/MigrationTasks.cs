using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Batches.Activities;
using MigrationOrchestrator.Migrations.DiskMigration;
using MigrationOrchestrator.Migrations.DiskMigration.Activities;
using MigrationOrchestrator.Migrations.MachineMigration;
using MigrationOrchestrator.Migrations.MachineMigration.Activities;

namespace MigrationOrchestrator.Migrations;

/// <summary>The migration's orchestrators and activities, for any host.</summary>
public static class MigrationTasks
{
    /// <summary>Registers all of them.</summary>
    public static TaskRegistry AddMigrationTasks(this TaskRegistry registry) => registry
        .AddOrchestrator(MigrateMachine.Name, () => new MigrateMachine())
        .AddOrchestrator(MigrateDisk.Name, () => new MigrateDisk())
        .AddOrchestrator(MigrateBatch.Name, () => new MigrateBatch())
        .AddActivity(Authenticate.Name, Create<Authenticate>)
        .AddActivity(PlanMigration.Name, Create<PlanMigration>)
        .AddActivity(TakeSnapshot.Name, Create<TakeSnapshot>)
        .AddActivity(ProbeDisk.Name, Create<ProbeDisk>)
        .AddActivity(DownloadChunk.Name, Create<DownloadChunk>)
        .AddActivity(DownloadStream.Name, Create<DownloadStream>)
        .AddActivity(InspectArriving.Name, Create<InspectArriving>)
        .AddActivity(CommitDisk.Name, Create<CommitDisk>)
        .AddActivity(VerifyDownload.Name, Create<VerifyDownload>)
        .AddActivity(ConvertDisk.Name, Create<ConvertDisk>)
        .AddActivity(SealDisk.Name, Create<SealDisk>)
        .AddActivity(WriteDescriptor.Name, Create<WriteDescriptor>)
        .AddActivity(BeginDelivery.Name, Create<BeginDelivery>)
        .AddActivity(PollDelivery.Name, Create<PollDelivery>)
        .AddActivity(UploadFile.Name, Create<UploadFile>)
        .AddActivity(DeployMachine.Name, Create<DeployMachine>)
        .AddActivity(RemoveResource.Name, Create<RemoveResource>)
        .AddActivity(BreakOff.Name, Create<BreakOff>)
        .AddActivity(RemoveStaged.Name, Create<RemoveStaged>)
        .AddActivity(ReadBatch.Name, Create<ReadBatch>);

    private static T Create<T>(IServiceProvider services)
        where T : class
        => ActivatorUtilities.CreateInstance<T>(services);
}
