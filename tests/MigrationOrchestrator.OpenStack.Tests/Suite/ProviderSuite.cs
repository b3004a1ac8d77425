using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.OpenStack.Tests.Suite;

/// <summary>What the provider promises, against any OpenStack.</summary>
public abstract class ProviderSuite(CloudLab lab) : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        if (lab.Missing is { } why)
        {
            Assert.Skip(why);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Authenticate_Password_SaysAsWhomAndWhere()
    {
        CloudIdentity identity = await lab.Provider.AuthenticateAsync(lab.Cloud, null, Cancellation);

        Assert.Equal(new CloudIdentity("demo", "demo", lab.Cloud.Setting("region_name"), "v3"), identity);
    }

    [Fact]
    public async Task Authenticate_WrongPassword_IsUnauthorizedAndDoesNotRepeatIt()
    {
        lab.Keep("wrong", "a-wrong-password");
        Cloud wrong = lab.Cloud with { Secrets = new Dictionary<string, SecretRef> { ["password"] = SecretRef.Parse("memory:wrong") } };

        Failure failure = await FailureOfAsync(() => lab.Provider.AuthenticateAsync(wrong, null, Cancellation));

        Assert.Equal(("cloud.unauthorized", false, "openstack"), (failure.Code, failure.Transient, failure.Provider));
        Assert.StartsWith("req-", failure.RequestId, StringComparison.Ordinal);
        Assert.NotNull(failure.Remedy);
        Assert.DoesNotContain("a-wrong-password", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_UnknownRegion_NamesTheKnownOnes()
    {
        Failure failure = await FailureOfAsync(() => lab.Provider.AuthenticateAsync(lab.Cloud, "Atlantis", Cancellation));

        Assert.Equal("cloud.region_unknown", failure.Code);
        Assert.Contains("RegionOne", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_ApplicationCredential_BringsItsProject()
    {
        await using TestCredential credential = await TestCredential.CreateAsync(lab.Cloud, lab.Password, Cancellation);
        lab.Keep("credential", credential.Secret);
        Cloud named = lab.Cloud with
        {
            Name = CloudName.Parse("by-name"),
            Settings = new Dictionary<string, string>
            {
                ["application_credential_name"] = credential.Name,
                ["username"] = lab.Cloud.Setting("username")!,
                ["user_domain_name"] = lab.Cloud.Setting("user_domain_name")!,
                ["region_name"] = "RegionOne",
            },
            Secrets = new Dictionary<string, SecretRef> { ["application_credential_secret"] = SecretRef.Parse("memory:credential") },
        };
        Assert.Equal("demo", (await lab.Provider.AuthenticateAsync(named, null, Cancellation)).Scope);
        Cloud cloud = lab.Cloud with
        {
            Settings = new Dictionary<string, string> { ["application_credential_id"] = credential.Id, ["region_name"] = "RegionOne" },
            Secrets = new Dictionary<string, SecretRef> { ["application_credential_secret"] = SecretRef.Parse("memory:credential") },
        };

        CloudIdentity identity = await lab.Provider.AuthenticateAsync(cloud, null, Cancellation);
        List<CloudItem> images = await lab.Provider.ListAsync(cloud, CloudItemKind.Images, null, Cancellation).ToListAsync(Cancellation);

        Assert.Equal("demo", identity.Scope);
        Assert.Contains(images, image => image.Id == lab.ImageId);
    }

    [Theory]
    [InlineData(CloudItemKind.Regions, "RegionOne")]
    [InlineData(CloudItemKind.Networks, "demo-net")]
    [InlineData(CloudItemKind.Flavors, "m1.nano")]
    [InlineData(CloudItemKind.Flavors, "m1.medium")]
    public async Task List_SmallPages_ReachesTheLast(CloudItemKind kind, string name)
    {
        List<CloudItem> items = await lab.Provider.ListAsync(lab.Cloud, kind, null, Cancellation).ToListAsync(Cancellation);

        Assert.Single(items, item => item.Name == name);
    }

    [Fact]
    public async Task List_ServersAndImages_HaveWhatWasDelivered()
    {
        List<CloudItem> servers = await lab.Provider.ListAsync(lab.Cloud, CloudItemKind.Servers, null, Cancellation).ToListAsync(Cancellation);
        List<CloudItem> images = await lab.Provider.ListAsync(lab.Cloud, CloudItemKind.Images, null, Cancellation).ToListAsync(Cancellation);

        Assert.Equal("ACTIVE", Assert.Single(servers, server => server.Id == lab.ServerId).Details["status"]);
        CloudItem image = Assert.Single(images, image => image.Id == lab.ImageId);
        Assert.Equal(("raw", "private", "debian"), (image.Details["format"], image.Details["visibility"], image.Details["os"]));
    }

    [Fact]
    public async Task List_ThingsOpenStackDoesNotHave_IsRefused()
    {
        Failure failure = await FailureOfAsync(async () => await lab.Provider.ListAsync(lab.Cloud, CloudItemKind.Catalogs, null, Cancellation).ToListAsync(Cancellation));

        Assert.Equal("cloud.not_supported", failure.Code);
    }

    [Fact]
    public async Task Describe_ByIdOrName_SaysWhatTheServerIsMadeOf()
    {
        Machine byId = await lab.Source.DescribeAsync(new MachineRef(lab.Cloud.Name, lab.ServerId), Cancellation);
        Machine byName = await lab.Source.DescribeAsync(new MachineRef(lab.Cloud.Name, lab.ServerName), Cancellation);

        Assert.Equal((lab.ServerId, lab.ServerName, 1, 64, "ACTIVE", true), (byId.Id, byId.Name, byId.Cpus, byId.MemoryMiB, byId.State, byId.IsRunning));
        Assert.Equal(new MachineDisk("disk-0", true, 1L << 30), Assert.Single(byId.Disks));
        MachineNic nic = Assert.Single(byId.Nics);
        Assert.Equal("demo-net", nic.Network);
        Assert.Matches("^fa:16:3e(:[0-9a-f]{2}){3}$", nic.Mac);
        Assert.StartsWith("10.77.0.", Assert.Single(nic.Addresses), StringComparison.Ordinal);
        Assert.Equal(("debian", "12", lab.ServerName), (byId.Guest.Distribution, byId.Guest.Version, byId.Guest.ImageName));
        Assert.Equal(byId.Id, byName.Id);
    }

    [Theory]
    [InlineData("no-such-server")]
    [InlineData("4c2f7d8e-0000-4000-8000-000000000000")]
    public async Task Describe_Unknown_IsNotFound(string name)
    {
        Failure server = await FailureOfAsync(() => lab.Source.DescribeAsync(new MachineRef(lab.Cloud.Name, name), Cancellation));
        Failure image = await FailureOfAsync(() => lab.Source.DescribeAsync(new MachineRef(lab.Cloud.Name, name) { Kind = MachineKind.Image }, Cancellation));

        Assert.Equal(("source.machine_not_found", "source.machine_not_found"), (server.Code, image.Code));
        Assert.Contains(name, server.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshot_OfARunningServer_IsTakenOnceReadAndRemoved()
    {
        using CallRecorder calls = CallRecorder.Begin();
        SnapshotRequest request = new(new MachineRef(lab.Cloud.Name, lab.ServerName), lab.ServerId, $"migrate-{Guid.NewGuid():N}");
        LedgerEntry entry = lab.Note(CloudSide.Source, "image", request.Name, request.Name);

        Snapshot begun = await lab.Source.BeginSnapshotAsync(request, Cancellation);
        Snapshot again = await lab.Source.BeginSnapshotAsync(request, Cancellation);
        Snapshot ready = await lab.UntilAsync(() => lab.Source.PollSnapshotAsync(request, Cancellation), now => now.Ready);
        SnapshotDisk disk = Assert.Single(ready.Disks);
        DiskProbe probe = await lab.Source.ProbeDiskAsync(disk, Cancellation);
        byte[] whole = await ReadAsync(disk, 0, null);
        byte[] middle = await ReadAsync(disk, 1000, 70_000);
        byte[] tail = await ReadAsync(disk, probe.SizeBytes - 10, null);

        Assert.Equal(disk, Assert.Single(begun.Disks));
        Assert.Equal(disk, Assert.Single(again.Disks));
        Assert.True(disk is { DiskId: "disk-0", Boot: true, Temporary: true });
        Assert.True(probe.Ranged);
        Assert.Equal("sha512", probe.HashAlgorithm);
        Assert.Equal(probe.SizeBytes, whole.Length);
        Assert.Equal(probe.HashValue, Convert.ToHexStringLower(SHA512.HashData(whole)));
        Assert.Equal(whole[1000..71_000], middle);
        Assert.Equal(whole[^10..], tail);
        Assert.Contains(calls.Summary(), row => row.Call == "POST /servers/{id}/action" && row.Count == 1);
        Assert.Contains(calls.Summary(), row => row.Call == "GET /v2/images/{id}/file");

        await lab.Source.RemoveAsync(entry, Cancellation);
        await lab.Source.RemoveAsync(entry with { Id = disk.ImageId }, Cancellation);
        Assert.Equal("source.snapshot_gone", (await FailureOfAsync(() => lab.Source.PollSnapshotAsync(request, Cancellation))).Code);
        Assert.Equal("cloud.not_found", (await FailureOfAsync(() => lab.Source.ProbeDiskAsync(disk, Cancellation))).Code);
    }

    [Fact]
    public async Task Snapshot_OfAnImage_IsTheImageItself()
    {
        MachineRef image = new(lab.Cloud.Name, lab.ServerName) { Kind = MachineKind.Image };
        Machine machine = await lab.Source.DescribeAsync(image, Cancellation);
        Snapshot snapshot = await lab.Source.BeginSnapshotAsync(new SnapshotRequest(image, machine.Id, "unused"), Cancellation);
        SnapshotDisk disk = Assert.Single(snapshot.Disks);
        DiskProbe probe = await lab.Source.ProbeDiskAsync(disk, Cancellation);

        Assert.True(snapshot.Ready);
        Assert.False(disk.Temporary);
        Assert.Equal(new DiskProbe(lab.Disk.Bytes.Length, "raw", true) { VirtualSizeBytes = lab.Disk.Bytes.Length, HashAlgorithm = "sha512", HashValue = lab.Disk.Sha512 }, probe);
        Assert.Equal(lab.Disk.Bytes, await ReadAsync(disk, 0, null));
        Assert.Equal(lab.Disk.Bytes.Length, Assert.Single(machine.Disks).SizeBytes);
    }

    [Fact]
    public async Task OpenDisk_PastTheEnd_IsRefused()
    {
        Failure failure = await FailureOfAsync(() => lab.Source.OpenDiskAsync(new SnapshotDisk("disk-0", lab.ImageId, true, false), 1L << 40, 1, Cancellation));

        Assert.Equal("openstack", failure.Provider);
        Assert.StartsWith("req-", failure.RequestId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_UploadRepeated_GoesOnFromWhatIsThere()
    {
        string name = $"delivered-{Guid.NewGuid():N}";
        Delivery delivery = await lab.DeliverAsync(name, name, Cancellation);
        DeliveryRequest request = await lab.RequestAsync(name, name, Cancellation);

        Delivery again = await lab.Target.BeginDeliveryAsync(request, Cancellation);
        await using MemoryStream bytes = new(lab.Disk.Bytes);
        long accepted = await lab.Target.UploadPieceAsync(request, new DeliveryPiece("disk-0.raw", 0, bytes.Length, bytes.Length), bytes, Cancellation);

        Assert.Equal(delivery.ResourceId, again.ResourceId);
        Assert.Equal((DeliveryPhase.Ready, lab.Disk.Bytes.Length), (again.Phase, accepted));
        Assert.Equal(0, bytes.Position);
    }

    [Fact]
    public async Task Delivery_StreamBreaksOff_CanBeRepeated()
    {
        string name = $"broken-{Guid.NewGuid():N}";
        lab.Note(CloudSide.Target, "image", name, name);
        DeliveryRequest request = await lab.RequestAsync(name, name, Cancellation);
        await lab.Target.BeginDeliveryAsync(request, Cancellation);
        DeliveryPiece piece = new("disk-0.raw", 0, lab.Disk.Bytes.Length, lab.Disk.Bytes.Length);

        await using MemoryStream half = new(lab.Disk.Bytes, 0, lab.Disk.Bytes.Length / 2);
        Failure failure = await FailureOfAsync(() => lab.Target.UploadPieceAsync(request, piece, half, Cancellation));
        Delivery broken = await lab.Target.PollDeliveryAsync(request, Cancellation);
        // Until the cloud has noticed that the stream broke, the image is still being saved, and another stream is refused as passing.
        Failure? last = await lab.UntilAsync(() => FailureOrNullAsync(() => lab.Target.UploadPieceAsync(request, piece, new MemoryStream(lab.Disk.Bytes), Cancellation)), now => now is not { Transient: true });
        Delivery ready = await lab.UntilAsync(() => lab.Target.PollDeliveryAsync(request, Cancellation), now => now.Phase == DeliveryPhase.Ready);

        Assert.True(failure.Transient, failure.ToString());
        Assert.Equal((DeliveryPhase.Uploading, 0), (broken.Phase, broken.AcceptedBytes["disk-0.raw"]));
        Assert.Null(last);
        Assert.Equal(lab.Disk.Bytes.Length, ready.AcceptedBytes["disk-0.raw"]);
    }

    [Fact]
    public async Task Delivery_OtherBytesThanPromised_IsFoundOut()
    {
        string name = $"differs-{Guid.NewGuid():N}";
        lab.Note(CloudSide.Target, "image", name, name);
        DeliveryRequest request = await lab.RequestAsync(name, name, Cancellation);
        await lab.Target.BeginDeliveryAsync(request, Cancellation);
        byte[] other = [.. lab.Disk.Bytes];
        other[12345] ^= 1;
        await using MemoryStream bytes = new(other);
        await lab.Target.UploadPieceAsync(request, new DeliveryPiece("disk-0.raw", 0, other.Length, other.Length), bytes, Cancellation);

        Failure failure = await FailureOfAsync(() => lab.UntilAsync(() => lab.Target.PollDeliveryAsync(request, Cancellation), now => now.Phase == DeliveryPhase.Ready));

        Assert.Equal("target.content_differs", failure.Code);
    }

    [Fact]
    public async Task Deployment_NotPoweredOn_EndsStopped()
    {
        string name = $"stopped-{Guid.NewGuid():N}";
        Delivery delivery = new(DeliveryPhase.Ready, lab.ImageId, new Dictionary<string, long>(), "");
        LedgerEntry entry = lab.Note(CloudSide.Target, "server", name, name);

        Deployment done = await lab.DeployAsync(name, delivery, powerOn: false, Cancellation);
        Machine machine = await lab.Source.DescribeAsync(new MachineRef(lab.Cloud.Name, done.ResourceId), Cancellation);
        await lab.Target.RemoveAsync(entry, Cancellation);
        await lab.UntilAsync(() => FailureOrNullAsync(() => lab.Source.DescribeAsync(new MachineRef(lab.Cloud.Name, done.ResourceId), Cancellation)), failure => failure?.Code == "source.machine_not_found");

        Assert.Equal(("SHUTOFF", false), (machine.State, machine.IsRunning));
        await lab.Target.RemoveAsync(entry with { Id = done.ResourceId }, Cancellation);
    }

    [Fact]
    public async Task Survey_UnknownNetworkAndFlavor_AreErrorsThatNameTheKnownOnes()
    {
        Machine machine = new("x", lab.ServerName, MachineKind.Server, 1, 64, [new MachineDisk("disk-0", true, 1 << 20)], [], new GuestHints());

        TargetSurvey survey = await lab.Target.SurveyAsync(new TargetPlace(lab.Cloud.Name) { Network = "nowhere", Flavor = "m9.huge" }, machine, Cancellation);

        Assert.Contains(survey.Findings, finding => finding.Code == "target.network_not_found" && finding.Remedy!.Contains("demo-net", StringComparison.Ordinal));
        Assert.Contains(survey.Findings, finding => finding.Code == "target.flavor_not_found" && finding.Remedy!.Contains("m1.nano", StringComparison.Ordinal));
        Assert.Contains(survey.Findings, finding => finding.Code == "target.name_taken");
    }

    [Fact]
    public async Task Survey_NoFlavorNamed_TakesTheSmallestThatFits()
    {
        Machine machine = new("x", "fits", MachineKind.Server, 1, 100, [new MachineDisk("disk-0", true, 3L << 30)], [], new GuestHints());

        TargetSurvey survey = await lab.Target.SurveyAsync(new TargetPlace(lab.Cloud.Name), machine, Cancellation);

        Assert.Equal("m1.small", survey.Place.Names["flavor"]);
        Assert.Empty(survey.Findings);
    }

    private static async Task<Failure> FailureOfAsync(Func<Task> act) => (await Assert.ThrowsAsync<FailureException>(act)).Failure;

    private static async Task<Failure?> FailureOrNullAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (FailureException failed)
        {
            return failed.Failure;
        }
    }

    private async Task<byte[]> ReadAsync(SnapshotDisk disk, long offset, long? length)
    {
        await using Stream bytes = await lab.Source.OpenDiskAsync(disk, offset, length, Cancellation);
        using MemoryStream read = new();
        await bytes.CopyToAsync(read, Cancellation);
        return read.ToArray();
    }
}
