using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.MachineMigration.Activities;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.MachineMigration;

/// <summary>Hands the staged machine to the target: descriptor, files, registration, and the machine itself where that was asked for.</summary>
internal sealed class MachineDelivery(MachineRun run)
{
    private readonly MigrationOptions options = run.Request.Options;

    public async Task RunAsync(MigrationPlan plan)
    {
        run.Show(Stage.Describe);
        DeliveryRequest request = new(plan.Place, plan.Name, run.Key, [.. run.Disks.Select(disk => disk.File)]);
        if (plan.Needs.NeedsDescriptor)
        {
            run.DescriptorSha256 = await run.StepAsync(WriteDescriptor.Name, new DescriptorInput(run.Context.InstanceId, plan, request.Files));
        }

        Intend(plan, plan.Needs.DeliveryKind, plan.Name);
        run.Show(Stage.Upload);
        Delivery delivery = await run.StepAsync(BeginDelivery.Name, Input(request));
        run.Ledger.Created(plan.Needs.DeliveryKind, delivery.ResourceId);
        run.DeliveryId = delivery.ResourceId;
        request = request with { ResourceId = delivery.ResourceId };

        run.Show(Stage.Upload);
        await UntilAsync(request, delivery, DeliveryPhase.Uploading, Failures.NotPrepared(plan.Name));
        await Window.RunAsync(request.Files, plan.Needs.ParallelFiles, file => UploadAsync(request, file), () => !run.Cancel.IsCancelled);
        run.Cancel.ThrowIfCancelled();

        run.Show(Stage.Register);
        delivery = await run.StepAsync(PollDelivery.Name, Input(request));
        await UntilAsync(request, delivery, DeliveryPhase.Ready, Failures.NotRegistered(plan.Name));
        if (options.Deploy || options.PowerOn)
        {
            await DeployAsync(plan, delivery.ResourceId);
        }

        foreach (LedgerEntry entry in run.Ledger.Entries.Where(entry => entry.Side == CloudSide.Target).ToList())
        {
            run.Ledger.Set(entry, LedgerState.Delivered);
        }
    }

    private async Task UntilAsync(DeliveryRequest request, Delivery delivery, DeliveryPhase phase, Failure late)
    {
        Patience patience = new(run.Context, TimeSpan.FromMinutes(20), request.Files.Sum(file => file.CapacityBytes), late);
        while (delivery.Phase < phase)
        {
            await patience.WaitAsync();
            delivery = await run.StepAsync(PollDelivery.Name, Input(request));
        }
    }

    private async Task<long> UploadAsync(DeliveryRequest request, DeliveryFile file)
    {
        DiskOutcome disk = run.Disks.First(candidate => candidate.File.Name == file.Name);
        long accepted = 0;
        while (accepted < file.SizeBytes)
        {
            accepted = await run.StepAsync(UploadFile.Name, new UploadInput(run.Context.InstanceId, request, file, disk.Receipt.DiskId, disk.Delivered));
        }

        return accepted;
    }

    private async Task DeployAsync(MigrationPlan plan, string deliveryId)
    {
        Intend(plan, plan.Needs.DeploymentKind, plan.Name);
        run.Show(Stage.Deploy);
        DeploymentRequest request = new(plan.Place, plan.Name, run.Key, deliveryId, plan.Machine.Cpus, plan.Machine.MemoryMiB, options.PowerOn);
        Deployment deployment = await run.StepAsync(DeployMachine.Name, request);
        run.Ledger.Created(plan.Needs.DeploymentKind, deployment.ResourceId);
        run.DeploymentId = deployment.ResourceId;
        request = request with { ResourceId = deployment.ResourceId };
        run.Show(Stage.Deploy);
        Patience patience = new(run.Context, TimeSpan.FromMinutes(30), run.Disks.Sum(disk => disk.File.CapacityBytes), Failures.NotDeployed(plan.Name));
        while (!deployment.Done)
        {
            await patience.WaitAsync();
            deployment = await run.StepAsync(DeployMachine.Name, request);
        }
    }

    private DeliveryInput Input(DeliveryRequest request) => new(run.Context.InstanceId, request);

    private void Intend(MigrationPlan plan, string kind, string name)
        => run.Ledger.Intend(new LedgerEntry(plan.Place.Cloud, plan.Place.Region, CloudSide.Target, kind, name, run.Key) { Place = plan.Place.Ids });

    private static class Failures
    {
        public static Failure NotPrepared(string name) => Late("target.prepare_timeout", $"The target did not ask for the files of '{name}' in time.");

        public static Failure NotRegistered(string name) => Late("target.register_timeout", $"The target did not finish taking in '{name}' in time.");

        public static Failure NotDeployed(string name) => Late("target.deploy_timeout", $"The target did not finish making a machine of '{name}' in time.");

        private static Failure Late(string code, string message) => new(code, message) { Remedy = "Look at the target's tasks; then retry the migration." };
    }
}
