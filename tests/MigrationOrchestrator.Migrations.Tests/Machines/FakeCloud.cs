using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Snapshots;

namespace MigrationOrchestrator.Migrations.Tests.Machines;

/// <summary>A cloud at the ports, source and target in one: it keeps what was created and counts what was read; its faults are named by call.</summary>
internal sealed class FakeCloud(IReadOnlyList<byte[]> disks) : ICloudProvider, IMachineSource, IMachineTarget
{
    private readonly ConcurrentDictionary<string, int> calls = new();

    /// <summary>Runs before every call, with the call's name and how often it came; throws to fail it.</summary>
    public Func<string, int, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs before a read of a disk, with its first byte; throws to fail it.</summary>
    public Func<long, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>What a read of a disk gives instead of its bytes.</summary>
    public Func<Stream, Stream> Opened { get; set; } = content => content;

    /// <summary>The first bytes of the reads of disks, in the order in which they were answered.</summary>
    public ConcurrentQueue<long> ReadOrder { get; } = new();

    /// <summary>The tokens with which pieces were uploaded.</summary>
    public ConcurrentQueue<CancellationToken> Uploads { get; } = new();

    public string Format { get; init; } = "raw";

    public bool Ranged { get; init; } = true;

    public bool IsRunning { get; init; }

    public string? WrongHash { get; init; }

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public ConcurrentDictionary<string, string> Images { get; } = new();

    public ConcurrentDictionary<string, ConcurrentDictionary<string, byte[]>> Templates { get; } = new();

    public ConcurrentDictionary<string, string> Servers { get; } = new();

    public ConcurrentDictionary<(string Disk, long Offset), int> Reads { get; } = new();

    public IReadOnlyCollection<string> Calls => [.. calls.Keys];

    public CloudKind Kind => CloudKind.Parse("fake");

    public TargetNeeds Needs => new(DiskForm.VmdkStreamOptimized, true, 100_000, 2) { DeliveryKind = "template", DeploymentKind = "server" };

    public IReadOnlyList<InputProblem> Check(Cloud cloud) => [];

    public IMachineSource? Source(Cloud cloud, string? region) => this;

    public IMachineTarget? Target(Cloud cloud, string? region) => this;

    public async IAsyncEnumerable<CloudItem> ListAsync(Cloud cloud, CloudItemKind kind, string? region, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await CallAsync();
        yield break;
    }

    public async Task<CloudIdentity> AuthenticateAsync(Cloud cloud, string? region, CancellationToken cancellation)
    {
        await CallAsync();
        return new CloudIdentity("me", "project", region, "1");
    }

    public async Task<Machine> DescribeAsync(MachineRef machine, CancellationToken cancellation)
    {
        await CallAsync();
        return new Machine("id-1", "web", machine.Kind, 2, 512, [.. disks.Select((disk, index) => new MachineDisk($"disk-{index}", index == 0, disk.Length))], [new MachineNic("net", null, [])], new GuestHints { Distribution = "debian", Version = "12" }) { IsRunning = IsRunning };
    }

    public async Task<Snapshot> BeginSnapshotAsync(SnapshotRequest request, CancellationToken cancellation)
    {
        Snapshot snapshot = Taken(request);
        foreach (SnapshotDisk disk in snapshot.Disks)
        {
            Images[disk.ImageId] = request.Name;
        }

        await CallAsync();
        return snapshot with { Ready = false };
    }

    public async Task<Snapshot> PollSnapshotAsync(SnapshotRequest request, CancellationToken cancellation)
    {
        await CallAsync();
        return Taken(request);
    }

    public async Task<DiskProbe> ProbeDiskAsync(SnapshotDisk disk, CancellationToken cancellation)
    {
        await CallAsync();
        byte[] bytes = Bytes(disk);
        return new DiskProbe(bytes.Length, Format, Ranged) { HashAlgorithm = "sha256", HashValue = WrongHash ?? Convert.ToHexStringLower(SHA256.HashData(bytes)) };
    }

    public async Task<Stream> OpenDiskAsync(SnapshotDisk disk, long offset, long? length, CancellationToken cancellation)
    {
        await CallAsync();
        await BeforeRead(offset);
        ReadOrder.Enqueue(offset);
        Reads.AddOrUpdate((disk.DiskId, offset), 1, (_, count) => count + 1);
        byte[] bytes = Bytes(disk);
        return Opened(new MemoryStream(bytes, (int)offset, (int)(length ?? bytes.Length - offset)));
    }

    public async Task<TargetSurvey> SurveyAsync(TargetPlace place, Machine machine, CancellationToken cancellation)
    {
        await CallAsync();
        return new TargetSurvey(new ResolvedPlace(place.Cloud, place.Region, new Dictionary<string, string>(), new Dictionary<string, string>()), Findings);
    }

    public async Task<Delivery> BeginDeliveryAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        Templates.GetOrAdd(request.Key, _ => new ConcurrentDictionary<string, byte[]>());
        await CallAsync();
        Assert.NotEqual(0, request.Descriptor.Length);
        return State(request, DeliveryPhase.Preparing);
    }

    public async Task<Delivery> PollDeliveryAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        await CallAsync();
        bool complete = request.Files.All(file => Templates[request.Key].TryGetValue(file.Name, out byte[]? bytes) && bytes.Length == file.SizeBytes);
        return State(request, complete ? DeliveryPhase.Ready : DeliveryPhase.Uploading);
    }

    public async Task<long> UploadPieceAsync(DeliveryRequest request, DeliveryPiece piece, Stream content, CancellationToken cancellation)
    {
        Uploads.Enqueue(cancellation);
        await CallAsync();
        byte[] bytes = new byte[piece.Length];
        await content.ReadExactlyAsync(bytes, cancellation);
        byte[] whole = Templates[request.Key].AddOrUpdate(piece.File, _ => bytes, (_, before) => [.. before, .. bytes]);
        return whole.Length;
    }

    public async Task<Deployment> BeginDeploymentAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        Servers[request.Key] = request.Name;
        await CallAsync();
        return new Deployment(false, request.Key, "building");
    }

    public async Task<Deployment> PollDeploymentAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        await CallAsync();
        return new Deployment(true, request.Key, "on");
    }

    public async Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation)
    {
        await CallAsync();
        switch (entry.Kind)
        {
            case "image":
                foreach (string image in Images.Where(image => image.Key == entry.Id || (entry.Id is null && image.Value == entry.Name)).Select(image => image.Key))
                {
                    Images.TryRemove(image, out _);
                }

                break;
            case "template":
                Templates.TryRemove(entry.Key, out _);
                break;
            default:
                Servers.TryRemove(entry.Key, out _);
                break;
        }
    }

    private static Delivery State(DeliveryRequest request, DeliveryPhase phase) => new(phase, request.Key, new Dictionary<string, long>(), phase.ToString());

    private Snapshot Taken(SnapshotRequest request) => new(true, [.. disks.Select((_, index) => new SnapshotDisk($"disk-{index}", $"{request.Name}-{index}", index == 0, true))], "active");

    private byte[] Bytes(SnapshotDisk disk) => disks[int.Parse(disk.DiskId.AsSpan("disk-".Length), System.Globalization.CultureInfo.InvariantCulture)];

    private async Task CallAsync([CallerMemberName] string call = "") => await Before(call, calls.AddOrUpdate(call, 1, (_, count) => count + 1));
}
