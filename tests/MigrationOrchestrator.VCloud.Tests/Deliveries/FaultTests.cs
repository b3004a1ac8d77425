using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Deliveries;

/// <summary>What goes wrong on the way; each time the machine arrives all the same, once.</summary>
public sealed class FaultTests
{
    private const int Piece = 64 * 1024;
    private const string Disk = "/transfer/*/disk-0.vmdk";

    public static TheoryData<string, FaultRule> PieceFaults => new()
    {
        { "reset in the middle of a piece", new FaultRule(Disk, new FaultEffect { CutUploadAfterBytes = 30_000 }) { Method = "PUT", Every = 2, Times = 4 } },
        { "reset before a piece", new FaultRule(Disk, new FaultEffect { Reset = true }) { Method = "PUT", Every = 2, Times = 3 } },
        { "answer lost after a piece", new FaultRule(Disk, new FaultEffect { LoseAnswer = true }) { Method = "PUT", Every = 2, Times = 3 } },
        { "spurious 416", new FaultRule(Disk, new FaultEffect { Status = 416 }) { Method = "PUT", Every = 2, Times = 3 } },
        { "503", new FaultRule(Disk, new FaultEffect { Status = 503, RetryAfterSeconds = 1 }) { Method = "PUT", Every = 2, Times = 3 } },
        { "500 on the last piece", new FaultRule(Disk, new FaultEffect { Status = 500 }) { Method = "PUT", Nth = 5 } },
        { "session gone in the middle", new FaultRule(Disk, new FaultEffect { ExpireTokens = true }) { Method = "PUT", Every = 2, Times = 3 } },
        { "session gone at every question", new FaultRule("/api/vAppTemplate/*", new FaultEffect { ExpireTokens = true }) { Method = "GET", Every = 2, Times = 5 } },
        { "502 at questions", new FaultRule("/api/vAppTemplate/*", new FaultEffect { Status = 502 }) { Method = "GET", Every = 4, Times = 2 } },
    };

    [Theory]
    [MemberData(nameof(PieceFaults))]
    public async Task Upload_WithFaultsOnTheWay_ArrivesWhole(string what, FaultRule rule)
    {
        Assert.NotEmpty(what);
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync(grains: 5);
        await delivery.BeginAsync();
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        bench.Emulator.Faults.Add(rule);
        await SendThroughAsync(delivery);
        bench.Emulator.Faults.Clear();
        await delivery.PollUntilAsync(DeliveryPhase.Ready);
        Assert.Equal(delivery.Vmdks[0], await File.ReadAllBytesAsync(Assert.Single(bench.Emulator.State.Templates).Disks[0].Path, VCloudBench.Cancellation));
        Assert.Contains(bench.Emulator.Journal.Entries, call => call.Faulted);
    }

    [Fact]
    public async Task Piece_CutByTheCloud_SaysWhatWasAccepted()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        await delivery.BeginAsync();
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        bench.Emulator.Faults.Add(new FaultRule(Disk, new FaultEffect { CutUploadAfterBytes = 40_000 }) { Times = 1 });
        Assert.InRange(await delivery.SendAsync(0, 0, Piece), 1, 40_000);
    }

    [Fact]
    public async Task Upload_ToACloudThatForgetsBrokenPieces_ArrivesWhole()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { KeepsBrokenPieces = false });
        TinyDelivery delivery = await bench.PrepareAsync();
        await delivery.BeginAsync();
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        bench.Emulator.Faults.Add(new FaultRule(Disk, new FaultEffect { CutUploadAfterBytes = 40_000 }) { Method = "PUT", Every = 2, Times = 3 });
        await SendThroughAsync(delivery);
        await delivery.PollUntilAsync(DeliveryPhase.Ready);
        Assert.Equal(delivery.Vmdks[0], await File.ReadAllBytesAsync(bench.Emulator.State.Templates[0].Disks[0].Path, VCloudBench.Cancellation));
    }

    [Fact]
    public async Task Piece_ThatOurSideCannotRead_IsNotTheCloudsFault()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        await delivery.BeginAsync();
        await delivery.PollUntilAsync(DeliveryPhase.Uploading);
        using MemoryStream tooShort = new(delivery.Vmdks[0], 0, 1000, writable: false);
        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => bench.Target.UploadPieceAsync(
            delivery.Request, new DeliveryPiece("disk-0.vmdk", 0, Piece, delivery.Vmdks[0].Length), tooShort, VCloudBench.Cancellation))).Failure;
        Assert.Equal(("staging.short_read", true), (failure.Code, failure.Transient));
    }

    [Fact]
    public async Task Begin_WhoseAnswersAreLost_CreatesOneTemplate()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        bench.Emulator.Faults.Add(new FaultRule("/api/catalog/*/action/upload", new FaultEffect { LoseAnswer = true }) { Times = 1 });
        bench.Emulator.Faults.Add(new FaultRule("/transfer/*/descriptor.ovf", new FaultEffect { LoseAnswer = true }) { Times = 1 });
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Assert.True((await Assert.ThrowsAsync<FailureException>(delivery.BeginAsync)).Failure.Transient);
        }

        await delivery.DeliverAsync();
        Assert.Single(bench.Emulator.State.Templates);
    }

    [Fact]
    public async Task Descriptor_CutOnTheWay_IsCompleted()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        bench.Emulator.Faults.Add(new FaultRule("/transfer/*/descriptor.ovf", new FaultEffect { CutUploadAfterBytes = 1000 }) { Times = 1 });
        Assert.True((await Assert.ThrowsAsync<FailureException>(delivery.BeginAsync)).Failure.Transient);
        Assert.Equal(DeliveryPhase.Ready, (await delivery.DeliverAsync()).Phase);
    }

    private static async Task SendThroughAsync(TinyDelivery delivery)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await delivery.SendAllAsync(Piece);
                return;
            }
            catch (FailureException failed) when (failed.Failure.Transient && attempt < 12)
            {
                // The migration's retry policy would wait; the cloud of this test needs none.
            }
        }
    }
}
