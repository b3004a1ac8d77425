using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Flow;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.MachineMigration.Activities;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.MachineMigration;

/// <summary>Hands the staged machine to the target: descriptor, files, registration, and the machine itself where that was asked for.</summary>
internal sealed class MachineDelivery(MachineRun run, MigrationPlan plan)
{
    /// <summary>How often a transfer that the target closed is begun anew from what is staged.</summary>
    private const int MostBeginnings = 5;

    private readonly MigrationOptions options = run.Request.Options;

    public async Task RunAsync()
    {
        run.Show(Stage.Describe);
        DeliveryRequest request = new(plan.Place, plan.Name, run.Key, [.. run.Disks.Select(disk => disk.File)]);
        if (plan.Needs.NeedsDescriptor)
        {
            run.DescriptorSha256 = await run.Steps.CallAsync(WriteDescriptor.Name, new DescriptorInput(run.Context.InstanceId, plan, request.Files));
        }

        run.Intend(plan.Needs.DeliveryKind);
        Delivery delivery = await TransferAsync(request);
        run.Ledger.Deliver(CloudSide.Target);
        run.DeliveryId = delivery.ResourceId;
        if (options.Deploy || options.PowerOn)
        {
            await DeployAsync(delivery.ResourceId);
            run.Ledger.Deliver(CloudSide.Target);
        }
    }

    /// <summary>Sends the files; where an outage outlasted the target's own patience with a transfer, another one is begun.</summary>
    private async Task<Delivery> TransferAsync(DeliveryRequest request)
    {
        for (int beginning = 1; ; beginning++)
        {
            try
            {
                return await TransferOnceAsync(request);
            }
            catch (Exception closed) when (closed is TaskFailedException or FailureException && Failure.From(closed).Code == Delivery.TransferExpired && beginning < MostBeginnings)
            {
                run.StartAfresh();
            }

            LedgerEntry stale = run.Ledger.Entries.Last(entry => entry.Kind == plan.Needs.DeliveryKind);
            await run.Steps.CallAsync(RemoveResource.Name, stale, plan.Place.Cloud);
            run.Ledger.Set(stale, LedgerState.Removed);
            run.Intend(plan.Needs.DeliveryKind);
        }
    }

    private async Task<Delivery> TransferOnceAsync(DeliveryRequest request)
    {
        run.Show(Stage.Upload);
        Delivery delivery = await run.Steps.CallAsync(BeginDelivery.Name, Input(request), plan.Place.Cloud);
        run.Ledger.Created(plan.Needs.DeliveryKind, delivery.ResourceId);
        request = request with { ResourceId = delivery.ResourceId };

        run.Show(Stage.Upload);
        await UntilAsync(request, delivery, DeliveryPhase.Uploading, Failures.NotPrepared(plan.Name));
        Task all = Window.RunAsync(request.Files, plan.Needs.ParallelFiles, file => UploadAsync(request, file), () => !run.Cancel.IsCancelled);
        if (await Task.WhenAny(all, run.Cancel.Asked) != all)
        {
            await run.BreakOffAsync([run.Context.InstanceId]);
        }

        await all;
        run.Cancel.ThrowIfCancelled();

        run.Show(Stage.Register);
        delivery = await run.Steps.CallAsync(PollDelivery.Name, Input(request), plan.Place.Cloud);
        return await UntilAsync(request, delivery, DeliveryPhase.Ready, Failures.NotRegistered(plan.Name));
    }

    private async Task<Delivery> UntilAsync(DeliveryRequest request, Delivery delivery, DeliveryPhase phase, Failure late)
    {
        Patience patience = new(run.Context, TimeSpan.FromMinutes(20), request.Files.Sum(file => file.CapacityBytes), late, run.Steps);
        while (delivery.Phase < phase)
        {
            await patience.WaitAsync();
            delivery = await run.Steps.CallAsync(PollDelivery.Name, Input(request), plan.Place.Cloud);
        }

        return delivery;
    }

    private async Task<long> UploadAsync(DeliveryRequest request, DeliveryFile file)
    {
        DiskOutcome disk = run.Disks.First(candidate => candidate.File.Name == file.Name);
        long accepted = 0;
        while (accepted < file.SizeBytes)
        {
            accepted = await run.Steps.CallAsync(UploadFile.Name, new UploadInput(run.Context.InstanceId, request, file, disk.Receipt.DiskId, disk.Delivered), plan.Place.Cloud);
        }

        return accepted;
    }

    private async Task DeployAsync(string deliveryId)
    {
        run.Intend(plan.Needs.DeploymentKind);
        run.Show(Stage.Deploy);
        DeploymentRequest request = new(plan.Place, plan.Name, run.Key, deliveryId, plan.Machine.Cpus, plan.Machine.MemoryMiB, options.PowerOn);
        Deployment deployment = await run.Steps.CallAsync(DeployMachine.Name, request, plan.Place.Cloud);
        run.Ledger.Created(plan.Needs.DeploymentKind, deployment.ResourceId);
        run.DeploymentId = deployment.ResourceId;
        request = request with { ResourceId = deployment.ResourceId };
        run.Show(Stage.Deploy);
        Patience patience = new(run.Context, TimeSpan.FromMinutes(30), run.Disks.Sum(disk => disk.File.CapacityBytes), Failures.NotDeployed(plan.Name), run.Steps);
        while (!deployment.Done)
        {
            await patience.WaitAsync();
            deployment = await run.Steps.CallAsync(DeployMachine.Name, request, plan.Place.Cloud);
        }
    }

    private DeliveryInput Input(DeliveryRequest request) => new(run.Context.InstanceId, request);

    private static class Failures
    {
        public static Failure NotPrepared(string name) => Late("target.prepare_timeout", $"The target did not ask for the files of '{name}' in time.");

        public static Failure NotRegistered(string name) => Late("target.register_timeout", $"The target did not finish taking in '{name}' in time.");

        public static Failure NotDeployed(string name) => Late("target.deploy_timeout", $"The target did not finish making a machine of '{name}' in time.");

        private static Failure Late(string code, string message) => new(code, message) { Remedy = "Look at the target's tasks; then retry the migration." };
    }
}
