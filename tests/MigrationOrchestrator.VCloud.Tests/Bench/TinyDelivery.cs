using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Plans;

namespace MigrationOrchestrator.VCloud.Tests.Bench;

/// <summary>A delivery of small disks, driven as the migration's steps drive it: begin, poll, pieces in order, poll until ready.</summary>
internal sealed class TinyDelivery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly VCloudBench bench;

    public TinyDelivery(VCloudBench bench, ResolvedPlace place, string name, IReadOnlyList<byte[]> contents)
    {
        this.bench = bench;
        Vmdks = [.. contents.Select(content => TinyVmdk.Build(content))];
        (string Name, long Size, long Capacity)[] files = [.. contents.Select((content, index) => ($"disk-{index}.vmdk", (long)Vmdks[index].Length, (long)content.Length))];
        Request = new DeliveryRequest(place, name, VCloudBench.Key, [.. files.Select((file, index) => new DeliveryFile(file.Name, file.Size, "vmdk", file.Capacity, index == 0))])
        {
            Descriptor = TinyDescriptor.Build(files),
        };
    }

    public DeliveryRequest Request { get; set; }

    public IReadOnlyList<byte[]> Vmdks { get; }

    public async Task<Delivery> BeginAsync()
    {
        Delivery begun = await bench.Target.BeginDeliveryAsync(Request, VCloudBench.Cancellation);
        Request = Request with { ResourceId = begun.ResourceId };
        return begun;
    }

    public Task<Delivery> PollAsync() => bench.Target.PollDeliveryAsync(Request, VCloudBench.Cancellation);

    /// <summary>Polls until the cloud waits for bytes, or further.</summary>
    public async Task<Delivery> PollUntilAsync(DeliveryPhase phase)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            Delivery delivery = await PollAsync();
            if (delivery.Phase >= phase)
            {
                return delivery;
            }

            await Task.Delay(10, VCloudBench.Cancellation);
        }

        throw new TimeoutException($"The delivery never reached {phase}.");
    }

    /// <summary>Sends one piece from a file's offset.</summary>
    public async Task<long> SendAsync(int disk, long offset, long length)
    {
        byte[] vmdk = Vmdks[disk];
        length = Math.Min(length, vmdk.Length - offset);
        using MemoryStream content = new(vmdk, (int)offset, (int)length, writable: false);
        return await bench.Target.UploadPieceAsync(Request, new DeliveryPiece(Request.Files[disk].Name, offset, length, vmdk.Length), content, VCloudBench.Cancellation);
    }

    /// <summary>Sends what is left of all files; a transient failure is tried again from what the cloud has.</summary>
    public async Task SendAllAsync(int pieceBytes, int mostFailures = 0)
    {
        Delivery delivery = await PollUntilAsync(DeliveryPhase.Uploading);
        for (int disk = 0; disk < Vmdks.Count; disk++)
        {
            long offset = delivery.AcceptedBytes[Request.Files[disk].Name];
            while (offset < Vmdks[disk].Length)
            {
                try
                {
                    offset = await SendAsync(disk, offset, pieceBytes);
                }
                catch (FailureException failed) when (failed.Failure.Transient && mostFailures-- > 0)
                {
                    offset = (await PollAsync()).AcceptedBytes[Request.Files[disk].Name];
                }
            }
        }
    }

    public async Task<Delivery> DeliverAsync(int pieceBytes = 100_000)
    {
        await BeginAsync();
        await SendAllAsync(pieceBytes);
        return await PollUntilAsync(DeliveryPhase.Ready);
    }
}
