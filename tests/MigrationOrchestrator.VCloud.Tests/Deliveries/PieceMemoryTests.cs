using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Deliveries;

/// <summary>Counts what the whole process allocates, so it runs while nothing else does.</summary>
[Collection(nameof(PieceMemoryTests))]
[CollectionDefinition(nameof(PieceMemoryTests), DisableParallelization = true)]
public sealed class PieceMemoryTests
{
    [Fact]
    public async Task Piece_OnItsWay_IsNeverHeldInMemory()
    {
        const int length = 64 * 1024 * 1024;
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        DeliveryFile large = delivery.Request.Files[0] with { SizeBytes = length };
        delivery.Request = delivery.Request with { Files = [large], Descriptor = TinyDescriptor.Build((large.Name, length, length)) };
        await delivery.BeginAsync();
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        await using FileStream zeros = new("/dev/zero", FileMode.Open, FileAccess.Read);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal(length - 1, await bench.Target.UploadPieceAsync(delivery.Request, new DeliveryPiece(large.Name, 0, length - 1, length), zeros, VCloudBench.Cancellation));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, length / 2);
    }
}
