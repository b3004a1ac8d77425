using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Deliveries;

public sealed class ResumeTests
{
    private const int Piece = 64 * 1024;

    [Theory]
    [InlineData("5.1")]
    [InlineData("38.1")]
    public async Task Upload_StoppedAtEveryPieceBoundary_GoesOnWithoutSendingAByteTwice(string version)
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(version);
        TinyDelivery delivery = await bench.PrepareAsync(grains: 6);
        int length = delivery.Vmdks[0].Length;
        await delivery.BeginAsync();
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        for (long offset = 0; offset < length; offset += Piece)
        {
            // Every piece is sent by a host that has just started and knows only what the history holds.
            VCloudBench host = bench.Restarted();
            TinyDelivery resumed = new(host, delivery.Request.Place, delivery.Request.Name, [TinyVmdk.Content(6, 0)]) { Request = delivery.Request };
            Assert.Equal(offset, (await resumed.PollAsync()).AcceptedBytes["disk-0.vmdk"]);
            Assert.Equal(Math.Min(offset + Piece, length), await resumed.SendAsync(0, offset, Piece));
            await host.StopHostAsync();
        }

        await delivery.PollUntilAsync(DeliveryPhase.Ready);
        Assert.Equal(length, bench.Emulator.Journal.Entries.Where(call => call.Method == "PUT" && call.Path.EndsWith(".vmdk", StringComparison.Ordinal)).Sum(call => call.BytesReceived));
        Assert.Equal(delivery.Vmdks[0], await File.ReadAllBytesAsync(bench.Emulator.State.Templates[0].Disks[0].Path, VCloudBench.Cancellation));
    }

    [Fact]
    public async Task Piece_OfAnotherOffsetThanTheClouds_IsNotSent()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        await delivery.BeginAsync();
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        await delivery.SendAsync(0, 0, Piece);
        Assert.Equal(Piece, await delivery.SendAsync(0, 0, Piece));
        Assert.Equal(Piece, await delivery.SendAsync(0, 3 * Piece, Piece));
        Assert.DoesNotContain(bench.Emulator.Journal.Entries, call => call.Status == 416);
    }

    [Fact]
    public async Task Begin_AfterACrashAtAnyPoint_TakesUpTheSameTemplate()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        Delivery begun = await delivery.BeginAsync();
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        await delivery.SendAsync(0, 0, Piece);

        delivery.Request = delivery.Request with { ResourceId = null };
        Delivery again = await delivery.BeginAsync();
        Assert.Equal((begun.ResourceId, DeliveryPhase.Uploading, (long)Piece), (again.ResourceId, again.Phase, again.AcceptedBytes["disk-0.vmdk"]));

        await delivery.SendAllAsync(Piece);
        await delivery.PollUntilAsync(DeliveryPhase.Ready);
        delivery.Request = delivery.Request with { ResourceId = null };
        Assert.Equal(DeliveryPhase.Ready, (await delivery.BeginAsync()).Phase);
        Assert.Single(bench.Emulator.State.Templates);
    }

    [Fact]
    public async Task Begin_AfterAFailedUpload_StartsAnew()
    {
        ShiftableClock clock = new();
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { Clock = clock });
        TinyDelivery delivery = await bench.PrepareAsync();
        string first = (await delivery.BeginAsync()).ResourceId;
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        clock.Shift(TimeSpan.FromMinutes(61));

        Delivery again = await delivery.BeginAsync();
        Assert.NotEqual(first, again.ResourceId);
        Assert.Single(bench.Emulator.State.Templates);
    }

    [Fact]
    public async Task Upload_ToACloudThatClosesConnections_Arrives()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { ClosesAfterPiece = true });
        TinyDelivery delivery = await bench.PrepareAsync(disks: 2);
        Assert.Equal(DeliveryPhase.Ready, (await delivery.DeliverAsync(Piece)).Phase);
    }

    [Fact]
    public async Task Upload_OfTwoDisksSideBySide_Arrives()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync(disks: 2);
        await delivery.BeginAsync();
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async disk =>
        {
            for (long offset = 0; offset < delivery.Vmdks[disk].Length;)
            {
                offset = await delivery.SendAsync(disk, offset, Piece);
            }
        }));
        await delivery.PollUntilAsync(DeliveryPhase.Ready);
        EmulatedTemplateState template = bench.Emulator.State.Templates[0];
        Assert.All(Enumerable.Range(0, 2), disk => Assert.Equal(delivery.Vmdks[disk], File.ReadAllBytes(template.Disks[disk].Path)));
    }
}
