using MigrationOrchestrator.Images.Descriptors;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Deliveries;

/// <summary>The descriptors that the product writes are what the cloud takes, whatever the guest.</summary>
public sealed class ProductDescriptorTests
{
    [Theory]
    [InlineData("debian", "12", "linux", Firmware.Bios)]
    [InlineData("ubuntu", "22.04", "linux", Firmware.EfiSecureBoot)]
    [InlineData("rocky", "9", "linux", Firmware.Efi)]
    [InlineData("windows", "2019", "windows", Firmware.EfiSecureBoot)]
    [InlineData(null, null, null, Firmware.Bios)]
    public async Task Descriptor_OfEachGuest_IsTakenWithItsDisks(string? distribution, string? version, string? type, Firmware firmware)
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TargetSurvey survey = await bench.SurveyAsync();
        TinyDelivery delivery = await bench.PrepareAsync("Wêb server / 1 & \"two\"", disks: 3);
        int highest = survey.HardwareVersions.Max(text => int.Parse(text.AsSpan("vmx-".Length), System.Globalization.CultureInfo.InvariantCulture));
        HardwareChoice hardware = GuestHardware.For(
            GuestOs.FromImageProperties(distribution, version, type, null), firmware, new HardwareLimits(highest, survey.OsTypes.ToDictionary(one => one, _ => 7)), new HardwareOverrides());
        DescribedMachine machine = new(
            delivery.Request.Name,
            2,
            1024,
            [.. delivery.Request.Files.Select(file => new DescribedDisk(file.Name, file.SizeBytes, file.CapacityBytes))],
            [new DescribedNic("tenant-net", "fa:16:3e:00:00:01"), new DescribedNic("none")],
            hardware);
        delivery.Request = delivery.Request with { Descriptor = OvfDescriptor.Write(machine) };
        Assert.Equal(DeliveryPhase.Ready, (await delivery.DeliverAsync()).Phase);

        DeploymentRequest request = new(survey.Place, delivery.Request.Name, VCloudBench.Key, delivery.Request.ResourceId!, 2, 1024, PowerOn: false);
        await bench.Target.BeginDeploymentAsync(request, VCloudBench.Cancellation);
        Assert.Equal("tenant-net", Assert.Single(bench.Emulator.State.VApps).Network);
    }
}
