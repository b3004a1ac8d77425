using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Deployments;

public sealed class DeploymentTests
{
    [Fact]
    public async Task Deployment_WithoutPower_IsDoneWhenPoweredOff()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        DeploymentRequest request = await RequestAsync(bench, powerOn: false);
        Deployment deployment = await UntilDoneAsync(bench, request);
        Assert.Equal("powered off", deployment.State);
        Assert.Equal(8, Assert.Single(bench.Emulator.State.VApps).Status);
    }

    [Fact]
    public async Task Deployment_WhoseAnswerIsLost_IsTakenUp()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        DeploymentRequest request = await RequestAsync(bench, powerOn: true);
        bench.Emulator.Faults.Add(new FaultRule("/api/vdc/*/action/instantiateVAppTemplate", new FaultEffect { LoseAnswer = true }) { Times = 1 });
        Assert.True((await Assert.ThrowsAsync<FailureException>(() => bench.Target.BeginDeploymentAsync(request, VCloudBench.Cancellation))).Failure.Transient);
        Assert.True((await UntilDoneAsync(bench, request)).Done);
        Assert.Equal(4, Assert.Single(bench.Emulator.State.VApps).Status);
    }

    [Fact]
    public async Task Survey_ForADeployment_FindsThatTheVAppsNameIsTaken()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        DeploymentRequest request = await RequestAsync(bench, powerOn: false);
        Assert.Empty(await bench.Target.SurveyDeploymentAsync(request.Place, request.Name, VCloudBench.Cancellation));
        await UntilDoneAsync(bench, request);

        Migrations.Plans.Finding taken = Assert.Single(await bench.Target.SurveyDeploymentAsync(request.Place, request.Name, VCloudBench.Cancellation));

        Assert.Equal((Migrations.Plans.FindingSeverity.Error, "target.vapp_name_taken"), (taken.Severity, taken.Code));
        Assert.Empty(await bench.Target.SurveyDeploymentAsync(request.Place, "another", VCloudBench.Cancellation));
    }

    [Fact]
    public async Task Deployment_WithoutNetworkAndWithAProfile_SendsThem()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        await delivery.DeliverAsync();
        Migrations.Plans.TargetSurvey survey = await bench.SurveyAsync(VCloudBench.Place with { Network = null, StorageProfile = "fast" }, VCloudBench.Machine("other"));
        DeploymentRequest request = new(survey.Place, "web-1", VCloudBench.Key, delivery.Request.ResourceId!, 1, 512, PowerOn: false);
        await UntilDoneAsync(bench, request);
        Assert.Null(Assert.Single(bench.Emulator.State.VApps).Network);
    }

    [Fact]
    public async Task Deployment_BeyondTheQuota_TellsItAndLeavesWhatCanBeRemoved()
    {
        EmulatedOrganisation tight = VCloudBench.Options.Organisations[0] with
        {
            Vdcs = [new EmulatedVdc("vdc-1") { StorageProfiles = [new EmulatedStorageProfile("standard") { Default = true, LimitMegabytes = 6 }] }],
        };
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { Organisations = [tight] });
        TinyDelivery delivery = await bench.PrepareAsync(grains: 64);
        await delivery.DeliverAsync(1_000_000);
        DeploymentRequest request = new(delivery.Request.Place, "web-1", VCloudBench.Key, delivery.Request.ResourceId!, 1, 512, PowerOn: true);
        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => UntilDoneAsync(bench, request))).Failure;
        Assert.Equal("cloud.quota", failure.Code);
        await bench.RemoveAsync(delivery, "vApp");
        Assert.Empty(bench.Emulator.State.VApps);
    }

    [Fact]
    public async Task Deployment_UnderATakenName_IsRefused()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        DeploymentRequest request = await RequestAsync(bench, powerOn: false);
        await UntilDoneAsync(bench, request);
        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => bench.Target.BeginDeploymentAsync(request with { Key = "another-migration" }, VCloudBench.Cancellation))).Failure;
        Assert.Equal(("cloud.duplicate_name", false), (failure.Code, failure.Transient));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Removal_OfADeployment_PowersOffAndDeletes(bool powerOn)
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        DeploymentRequest request = await RequestAsync(bench, powerOn);
        await UntilDoneAsync(bench, request);
        await bench.Target.RemoveAsync(
            new Migrations.Ledgers.LedgerEntry(bench.Cloud.Name, null, Migrations.Ledgers.CloudSide.Target, "vApp", "web-1", VCloudBench.Key) { Place = request.Place.Ids }, VCloudBench.Cancellation);
        Assert.Empty(bench.Emulator.State.VApps);
        Assert.Single(bench.Emulator.State.Templates);
    }

    private static async Task<DeploymentRequest> RequestAsync(VCloudBench bench, bool powerOn)
    {
        TinyDelivery delivery = await bench.PrepareAsync();
        await delivery.DeliverAsync();
        return new DeploymentRequest(delivery.Request.Place, "web-1", VCloudBench.Key, delivery.Request.ResourceId!, 1, 512, powerOn);
    }

    private static async Task<Deployment> UntilDoneAsync(VCloudBench bench, DeploymentRequest request)
    {
        Deployment deployment = await bench.Target.BeginDeploymentAsync(request, VCloudBench.Cancellation);
        while (!deployment.Done)
        {
            await Task.Delay(10, VCloudBench.Cancellation);
            deployment = await bench.Target.PollDeploymentAsync(request with { ResourceId = deployment.ResourceId }, VCloudBench.Cancellation);
        }

        return deployment;
    }
}
