using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Plans;

namespace MigrationOrchestrator.OpenStack.Tests.Faults;

/// <summary>An upload that breaks off, with a cloud that notices it only after a while.</summary>
public sealed class BrokenUploadTests
{
    private const string File = "disk-0.raw";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_WhileTheCloudStillSavesABrokenOne_SendsNothingAndIsTransient()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { BrokenUploadTime = TimeSpan.FromHours(1) });
        DeliveryRequest request = await BreakOffAsync(cloud);
        await using MemoryStream again = new(cloud.Disk.Bytes);

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Target.UploadPieceAsync(request, Whole(cloud), again, Cancellation))).Failure;
        Delivery delivery = await cloud.Target.PollDeliveryAsync(request, Cancellation);

        Assert.Equal(("target.upload_busy", true), (failure.Code, failure.Transient));
        Assert.NotNull(failure.Remedy);
        Assert.Equal(0, again.Position);
        Assert.Equal((DeliveryPhase.Uploading, 0), (delivery.Phase, delivery.AcceptedBytes[File]));
    }

    [Theory]
    [InlineData(BrokenUpload.Queued, "queued")]
    [InlineData(BrokenUpload.TakenAsWhole, "active")]
    public async Task Upload_OnceTheCloudHasNoticed_CanBeRepeated(BrokenUpload becomes, string status)
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { BrokenUpload = becomes, BrokenUploadTime = TimeSpan.FromMilliseconds(1) });
        DeliveryRequest request = await BreakOffAsync(cloud);
        Delivery noticed = await UntilAsync(cloud, request, status);

        long accepted = await cloud.Target.UploadPieceAsync(request, Whole(cloud), new MemoryStream(cloud.Disk.Bytes), Cancellation);
        Delivery ready = await cloud.Target.PollDeliveryAsync(request, Cancellation);

        Assert.Equal((DeliveryPhase.Uploading, 0), (noticed.Phase, noticed.AcceptedBytes[File]));
        Assert.Equal((cloud.Disk.Bytes.Length, DeliveryPhase.Ready), (accepted, ready.Phase));
        Assert.Equal(2, cloud.Emulator.Resources["images"]);
    }

    [Theory]
    [InlineData(410)]
    [InlineData(401)]
    public async Task Upload_OfAnImageThatTheCloudRemovedMeanwhile_IsTransientAndFindsAnImageNextTime(int status)
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        DeliveryRequest request = await BeginAsync(cloud);
        cloud.Fault("/RegionOne/image/v2/images/*/file", new FaultEffect { Status = status });

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Target.UploadPieceAsync(request, Whole(cloud), new MemoryStream(cloud.Disk.Bytes), Cancellation))).Failure;

        Assert.True(failure.Transient, failure.ToString());
        Assert.Equal(cloud.Disk.Bytes.Length, await cloud.Target.UploadPieceAsync(request, Whole(cloud), new MemoryStream(cloud.Disk.Bytes), Cancellation));
    }

    private static DeliveryPiece Whole(FaultyCloud cloud) => new(File, 0, cloud.Disk.Bytes.Length, cloud.Disk.Bytes.Length);

    private static async Task<DeliveryRequest> BeginAsync(FaultyCloud cloud)
    {
        DeliveryRequest request = new(
            new ResolvedPlace(cloud.Cloud.Name, null, new Dictionary<string, string>(), new Dictionary<string, string>()), "broken", "broken",
            [new DeliveryFile(File, cloud.Disk.Bytes.Length, "raw", cloud.Disk.Bytes.Length, Boot: true) { Sha512 = cloud.Disk.Sha512 }]);
        _ = await cloud.Target.BeginDeliveryAsync(request, Cancellation);
        return request;
    }

    /// <summary>Uploads half of the file and breaks off once the cloud has begun to save it.</summary>
    private static async Task<DeliveryRequest> BreakOffAsync(FaultyCloud cloud)
    {
        DeliveryRequest request = await BeginAsync(cloud);
        await using BreakingStream half = new(cloud.Disk.Bytes[..(cloud.Disk.Bytes.Length / 2)], () => UntilAsync(cloud, request, "saving"));
        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Target.UploadPieceAsync(request, Whole(cloud), half, Cancellation))).Failure;
        Assert.True(failure.Transient, failure.ToString());
        return request;
    }

    /// <summary>Asks the cloud, which tells nobody by itself, until the image has come to a state.</summary>
    private static async Task<Delivery> UntilAsync(FaultyCloud cloud, DeliveryRequest request, string state)
    {
        while (true)
        {
            Delivery delivery = await cloud.Target.PollDeliveryAsync(request, Cancellation);
            if (delivery.State == state)
            {
                return delivery;
            }
        }
    }

    private sealed class BreakingStream(byte[] bytes, Func<Task> beforeTheEnd) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                await beforeTheEnd();
            }

            return read;
        }
    }
}
