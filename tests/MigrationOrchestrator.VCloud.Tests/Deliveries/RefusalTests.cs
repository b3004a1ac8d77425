using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Deliveries;

/// <summary>What the cloud does not take; each time the failure is for good and says why in the cloud's words.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task Delivery_UnderANameThatSomebodyElseHas_IsRefused()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        await (await bench.PrepareAsync()).DeliverAsync();
        TinyDelivery second = await bench.PrepareAsync();
        second.Request = second.Request with { Key = "another-migration" };
        Failure failure = (await Assert.ThrowsAsync<FailureException>(second.BeginAsync)).Failure;
        Assert.Equal(("cloud.duplicate_name", false), (failure.Code, failure.Transient));
        Assert.Single(bench.Emulator.State.Templates);
    }

    [Fact]
    public async Task Delivery_WithBadDescriptor_TellsWhatTheCloudSaysOfIt()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        delivery.Request = delivery.Request with { Descriptor = "<Envelope xmlns='http://schemas.dmtf.org/ovf/envelope/2'/>"u8.ToArray() };
        Failure failure = await FailureOfAsync(delivery, DeliveryPhase.Uploading);
        Assert.Contains("OVF 1.0", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RequestId);
    }

    [Fact]
    public async Task Delivery_OfADiskWithoutEnd_FailsWhenItIsTakenIn()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        delivery.Vmdks[0][^600] ^= 0xff;
        delivery.Vmdks[0].AsSpan(66_000, 40_000).Clear();
        Assert.Equal("cloud.task_failed", (await FailureOfAsync(delivery, DeliveryPhase.Ready)).Code);
    }

    [Fact]
    public async Task Delivery_OfAnotherCapacityThanDescribed_FailsWhenItIsTakenIn()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        delivery.Request = delivery.Request with { Descriptor = TinyDescriptor.Build(("disk-0.vmdk", delivery.Vmdks[0].Length, 1L << 30)) };
        Assert.Contains("CapacitySize mismatch", (await FailureOfAsync(delivery, DeliveryPhase.Ready)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_OfAnotherLengthThanDescribed_IsStoppedBeforeTheFirstByte()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        delivery.Request = delivery.Request with { Descriptor = TinyDescriptor.Build(("disk-0.vmdk", delivery.Vmdks[0].Length + 512, 4 * 65536)) };
        Assert.Equal("cloud.size_mismatch", (await FailureOfAsync(delivery, DeliveryPhase.Uploading)).Code);
        Assert.DoesNotContain(bench.Emulator.Journal.Entries, call => call.Path.EndsWith(".vmdk", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delivery_BeyondTheQuota_IsRefusedAsQuota()
    {
        EmulatedOrganisation small = VCloudBench.Options.Organisations[0] with
        {
            Vdcs = [new EmulatedVdc("vdc-1") { StorageProfiles = [new EmulatedStorageProfile("standard") { Default = true, LimitMegabytes = 2 }] }],
        };
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { Organisations = [small] });
        TinyDelivery delivery = await bench.PrepareAsync(grains: 64);
        Failure failure = await FailureOfAsync(delivery, DeliveryPhase.Uploading);
        Assert.Equal(("cloud.quota", false), (failure.Code, failure.Transient));
        Assert.NotNull(failure.Remedy);
    }

    [Fact]
    public async Task Delivery_WhoseTransferIdledOut_SaysSo()
    {
        ShiftableClock clock = new();
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { Clock = clock });
        TinyDelivery delivery = await bench.PrepareAsync();
        await delivery.BeginAsync();
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        clock.Shift(TimeSpan.FromMinutes(61));
        Failure failure = await FailureOfAsync(delivery, DeliveryPhase.Ready, sends: false);
        Assert.Contains("Timed out.", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.Transient);
    }

    [Fact]
    public async Task Delivery_WhoseTemplateSomebodyRemoved_SaysThatItIsGone()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        await delivery.BeginAsync();
        await bench.RemoveAsync(delivery);
        Assert.Equal("cloud.not_found", (await Assert.ThrowsAsync<FailureException>(delivery.PollAsync)).Failure.Code);
    }

    private static async Task<Failure> FailureOfAsync(TinyDelivery delivery, DeliveryPhase phase, bool sends = true)
        => (await Assert.ThrowsAsync<FailureException>(async () =>
        {
            if (sends)
            {
                await delivery.BeginAsync();
            }

            if (sends && phase == DeliveryPhase.Ready)
            {
                await delivery.SendAllAsync(100_000);
            }

            await delivery.PollUntilAsync(phase);
        })).Failure;
}
