using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Machines;

namespace MigrationOrchestrator.OpenStack.Tests.Faults;

public sealed class TokenTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_ManyCallsAtOnce_IsAskedForOnce()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation)));

        Assert.Equal(1, cloud.Asked("POST", "/auth/tokens"));
    }

    [Fact]
    public async Task Token_NoLongerTaken_IsRenewedOnceAndTheCallRepeated()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        await cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation);

        cloud.Emulator.ExpireTokens();
        Machine machine = await cloud.Source.DescribeAsync(cloud.Server, Cancellation);
        byte[] bytes = await cloud.ReadImageAsync();

        Assert.Equal("machine", machine.Name);
        Assert.Equal(cloud.Disk.Bytes, bytes);
        Assert.Equal(2, cloud.Asked("POST", "/auth/tokens"));
    }

    [Fact]
    public async Task Token_NeverTaken_IsRenewedNoMoreThanOnceACall()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Emulator.Faults.Add(new FaultRule("**/images/*", new FaultEffect { ExpireTokens = true }));

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation))).Failure;

        Assert.Equal("cloud.unauthorized", failure.Code);
        Assert.Equal(2, cloud.Asked("POST", "/auth/tokens"));
    }

    [Fact]
    public async Task Token_AboutToEnd_IsRenewedBeforeItIsUsed()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { TokenLifetime = TimeSpan.FromSeconds(4) });

        await cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation);

        Assert.DoesNotContain(cloud.Emulator.Journal.Entries, entry => entry.Status == 401);
        Assert.True(cloud.Asked("POST", "/auth/tokens") > 1);
    }

    [Fact]
    public async Task Token_OfVersion2_OpensTheSameCloud()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        cloud.Cloud = cloud.Cloud with { Endpoint = cloud.Emulator.AuthUrlV2 };

        CloudIdentity identity = await cloud.Provider.AuthenticateAsync(cloud.Cloud, null, Cancellation);
        Machine machine = await cloud.Source.DescribeAsync(cloud.Server, Cancellation);

        Assert.Equal(new CloudIdentity("demo", "demo", "RegionOne", "v2.0"), identity);
        Assert.Equal(cloud.ServerId, machine.Id);
    }

    [Fact]
    public async Task Token_OfTwoRegistrations_IsNotShared()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        await cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation);

        cloud.Cloud = cloud.Cloud with { Settings = new Dictionary<string, string>(cloud.Cloud.Settings) { ["project_name"] = "another" } };

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.ProbeDiskAsync(cloud.Image, Cancellation))).Failure;
        Assert.Equal("cloud.unauthorized", failure.Code);
    }

    [Fact]
    public async Task Region_SeveralAndNoneNamed_AsksForOne()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { Regions = ["North", "South"] });
        cloud.Cloud = cloud.Cloud with { Settings = cloud.Cloud.Settings.Where(pair => pair.Key != "region_name").ToDictionary() };

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.DescribeAsync(cloud.Server, Cancellation))).Failure;
        Machine machine = await cloud.Provider.Source(cloud.Cloud, "North")!.DescribeAsync(cloud.Server, Cancellation);

        Assert.Equal(("cloud.region_needed", "Name one of: North, South."), (failure.Code, failure.Remedy));
        Assert.Equal(cloud.ServerId, machine.Id);
    }
}
