using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Deliveries;

/// <summary>The same delivery, deployment and removal with every API version that differs from its neighbours.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.5")]
    [InlineData("32.0")]
    [InlineData("33.0")]
    [InlineData("36.0")]
    [InlineData("36.3")]
    [InlineData("37.2")]
    [InlineData("38.0")]
    [InlineData("38.1")]
    [InlineData("39.0")]
    [InlineData("39.1")]
    public async Task Machine_WithEachApiVersion_ArrivesRunsAndGoesAgain(string version)
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(version);
        Assert.Equal(version, (await bench.Provider.AuthenticateAsync(bench.Cloud, null, VCloudBench.Cancellation)).ApiVersion);

        TinyDelivery delivery = await bench.PrepareAsync(disks: 2);
        Delivery ready = await delivery.DeliverAsync();

        EmulatedTemplateState template = Assert.Single(bench.Emulator.State.Templates);
        Assert.Equal((8, "web-1", "templates"), (template.Status, template.Name, template.Catalog));
        Assert.Contains(VCloudBench.Key, template.Description, StringComparison.Ordinal);
        for (int disk = 0; disk < 2; disk++)
        {
            Assert.Equal(delivery.Vmdks[disk], await File.ReadAllBytesAsync(template.Disks[disk].Path, VCloudBench.Cancellation));
            Assert.Equal(delivery.Vmdks[disk].Length, ready.AcceptedBytes[$"disk-{disk}.vmdk"]);
        }

        string vApp = await DeployAsync(bench, delivery);
        EmulatedVAppState deployed = Assert.Single(bench.Emulator.State.VApps);
        Assert.Equal((4, "web-1", "tenant-net"), (deployed.Status, deployed.Name, deployed.Network));

        await bench.RemoveAsync(delivery, "vApp", vApp);
        await bench.RemoveAsync(delivery, "vAppTemplate", ready.ResourceId);
        VCloudEmulatorState left = bench.Emulator.State;
        Assert.Empty(left.VApps);
        Assert.Empty(left.Templates);
        Assert.Empty(left.CatalogItems);
        Assert.Empty(left.OpenTasks);
    }

    private static async Task<string> DeployAsync(VCloudBench bench, TinyDelivery delivery)
    {
        DeploymentRequest request = new(delivery.Request.Place, "web-1", VCloudBench.Key, delivery.Request.ResourceId!, 1, 512, PowerOn: true);
        Deployment deployment = await bench.Target.BeginDeploymentAsync(request, VCloudBench.Cancellation);
        request = request with { ResourceId = deployment.ResourceId };
        while (!deployment.Done)
        {
            await Task.Delay(10, VCloudBench.Cancellation);
            deployment = await bench.Target.PollDeploymentAsync(request, VCloudBench.Cancellation);
        }

        return deployment.ResourceId;
    }
}
