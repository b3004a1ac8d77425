using Microsoft.Extensions.Time.Testing;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Snapshots;

namespace MigrationOrchestrator.OpenStack.Tests.Faults;

public sealed class VolumeTests
{
    private const string Volume = "0f0e0d0c-0000-4000-8000-000000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "source.volume_backed")]
    [InlineData(false, "source.volumes_attached")]
    public async Task Describe_VolumesWithoutAVolumeService_NamesThem(bool boots, string code)
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync();
        string id = cloud.Emulator.SeedServer(new SeededServer("with-volume", cloud.ImageId) { Volumes = [Volume], BootsFromVolume = boots });

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.DescribeAsync(new MachineRef(cloud.Cloud.Name, id), Cancellation))).Failure;

        Assert.Equal((code, false), (failure.Code, failure.Transient));
        Assert.Contains(Volume, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Remedy);
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("qcow2")]
    public async Task Snapshot_OfAServerThatBootsFromAVolume_IsReadThroughCinder(string format)
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { HasVolumes = true }, options => options.PageSize = 1);
        string seed = cloud.Emulator.ImageFile(cloud.ImageId);
        string boot = cloud.Emulator.SeedVolume(seed, format, 3, new Dictionary<string, string> { ["os_distro"] = "debian", ["os_glance_import_task"] = "x" });
        string data = cloud.Emulator.SeedVolume(seed, format, 7);
        string id = cloud.Emulator.SeedServer(new SeededServer("volumes", cloud.ImageId) { Volumes = [boot, data], BootsFromVolume = true });
        SnapshotRequest request = new(new MachineRef(cloud.Cloud.Name, id), id, "chain");

        Machine machine = await cloud.Source.DescribeAsync(request.Source, Cancellation);
        Snapshot snapshot = await UntilReadyAsync(cloud, request);
        byte[] bytes = await ReadAsync(cloud, snapshot.Disks[0]);
        await RemoveAsync(cloud, new LedgerEntry(cloud.Cloud.Name, null, CloudSide.Source, "image", "chain", "chain"));

        Assert.Equal([("disk-0", true, 3L << 30, boot), ("disk-1", false, 7L << 30, data)], machine.Disks.Select(disk => (disk.Id, disk.Boot, disk.SizeBytes ?? 0, disk.VolumeId!)));
        Assert.Equal("debian", machine.Guest.Distribution);
        Assert.Equal([("disk-0", true, true), ("disk-1", false, true)], snapshot.Disks.Select(disk => (disk.DiskId, disk.Boot, disk.Temporary)));
        Assert.Equal(cloud.Disk.Bytes, bytes);
        Assert.Equal((1, 0, 2, 0), (cloud.Emulator.Resources["images"], cloud.Emulator.Resources["snapshots"], cloud.Emulator.Resources["volumes"], cloud.Emulator.Resources["volumeSnapshots"]));
    }

    [Fact]
    public async Task Snapshot_OfAServerWithADataVolume_HasBothDisksOnce()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { HasVolumes = true });
        string data = cloud.Emulator.SeedVolume(cloud.Emulator.ImageFile(cloud.ImageId), "raw", 7);
        string id = cloud.Emulator.SeedServer(new SeededServer("data", cloud.ImageId) { Volumes = [data] });
        SnapshotRequest request = new(new MachineRef(cloud.Cloud.Name, id), id, "both");

        Snapshot snapshot = await UntilReadyAsync(cloud, request);
        Snapshot again = await cloud.Source.BeginSnapshotAsync(request, Cancellation);

        Assert.Equal([("disk-0", true), ("disk-1", false)], snapshot.Disks.Select(disk => (disk.DiskId, disk.Boot)));
        Assert.Equal(snapshot.Disks, again.Disks);
        Assert.Equal((1, 1, 1), (cloud.Asked("POST", "/snapshots"), cloud.Asked("POST", "/volumes"), cloud.Emulator.Resources["volumeSnapshots"]));
    }

    [Fact]
    public async Task Remove_InTheMiddleOfTheChain_LeavesNothing()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { HasVolumes = true });
        string boot = cloud.Emulator.SeedVolume(cloud.Emulator.ImageFile(cloud.ImageId), "raw", 1);
        string id = cloud.Emulator.SeedServer(new SeededServer("volumes", cloud.ImageId) { Volumes = [boot], BootsFromVolume = true });
        SnapshotRequest request = new(new MachineRef(cloud.Cloud.Name, id), id, "middle");
        while ((await cloud.Source.BeginSnapshotAsync(request, Cancellation)).Disks.Count == 0)
        {
            await Task.Delay(20, Cancellation);
        }

        await RemoveAsync(cloud, new LedgerEntry(cloud.Cloud.Name, null, CloudSide.Source, "image", "middle", "middle"));

        Assert.Equal((1, 1, 0), (cloud.Emulator.Resources["images"], cloud.Emulator.Resources["volumes"], cloud.Emulator.Resources["volumeSnapshots"]));
    }

    [Fact]
    public async Task Remove_WhileVolumesAreSlowlyDeleted_IsNotDoneBeforeTheirSnapshotsAreGone()
    {
        FakeTimeProvider clock = new();
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { HasVolumes = true, SnapshotTime = TimeSpan.Zero, VolumeDeleteTime = TimeSpan.FromMinutes(10), Clock = clock, TokenLifetime = TimeSpan.FromDays(1) });
        string boot = cloud.Emulator.SeedVolume(cloud.Emulator.ImageFile(cloud.ImageId), "raw", 1);
        string id = cloud.Emulator.SeedServer(new SeededServer("volumes", cloud.ImageId) { Volumes = [boot], BootsFromVolume = true });
        await UntilReadyAsync(cloud, new SnapshotRequest(new MachineRef(cloud.Cloud.Name, id), id, "slow"));
        LedgerEntry entry = new(cloud.Cloud.Name, null, CloudSide.Source, "image", "slow", "slow");

        Failure volumesGo = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.RemoveAsync(entry, Cancellation))).Failure;
        Failure stillGo = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.RemoveAsync(entry, Cancellation))).Failure;
        await PassAsync(clock, () => cloud.Emulator.Resources["volumes"] == 1);
        Failure snapshotsGo = (await Assert.ThrowsAsync<FailureException>(() => cloud.Source.RemoveAsync(entry, Cancellation))).Failure;
        await PassAsync(clock, () => cloud.Emulator.Resources["volumeSnapshots"] == 0);
        await cloud.Source.RemoveAsync(entry, Cancellation);

        Assert.All([volumesGo, stillGo, snapshotsGo], failure => Assert.Equal(("cloud.conflict", true), (failure.Code, failure.Transient)));
    }

    [Fact]
    public async Task Remove_OfOneMigration_LeavesAnotherOfALongerName()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { HasVolumes = true });
        string boot = cloud.Emulator.SeedVolume(cloud.Emulator.ImageFile(cloud.ImageId), "raw", 1);
        string id = cloud.Emulator.SeedServer(new SeededServer("volumes", cloud.ImageId) { Volumes = [boot], BootsFromVolume = true });
        SnapshotRequest longer = new(new MachineRef(cloud.Cloud.Name, id), id, "migration-a-disk-0");
        await UntilReadyAsync(cloud, longer);

        await RemoveAsync(cloud, new LedgerEntry(cloud.Cloud.Name, null, CloudSide.Source, "image", "migration-a", "migration-a"));

        Assert.True((await cloud.Source.PollSnapshotAsync(longer, Cancellation)).Ready);
        Assert.Equal((2, 2, 1), (cloud.Emulator.Resources["images"], cloud.Emulator.Resources["volumes"], cloud.Emulator.Resources["volumeSnapshots"]));
    }

    [Fact]
    public async Task Leftovers_AreFoundByMarkAndName_AndPeoplesOwnAreNot()
    {
        await using FaultyCloud cloud = await FaultyCloud.StartAsync(new OpenStackEmulatorOptions { HasVolumes = true });
        string seed = cloud.Emulator.ImageFile(cloud.ImageId);
        string boot = cloud.Emulator.SeedVolume(seed, "raw", 1);
        string id = cloud.Emulator.SeedServer(new SeededServer("volumes", cloud.ImageId) { Volumes = [boot], BootsFromVolume = true });
        await UntilReadyAsync(cloud, new SnapshotRequest(cloud.Server, cloud.ServerId, "migration-a"));
        await UntilReadyAsync(cloud, new SnapshotRequest(new MachineRef(cloud.Cloud.Name, id), id, "migration-b:web"));
        Dictionary<string, string> delivered = new() { ["migration_key"] = "migration-c", ["migration_file"] = "disk-0.qcow2" };
        string arrived = await cloud.Emulator.SeedImageAsync("web", seed, "raw", delivered, null, Cancellation);
        await cloud.Emulator.SeedImageAsync("backup of web", seed, "raw", new Dictionary<string, string>(delivered) { ["image_type"] = "snapshot" }, null, Cancellation);
        await cloud.Emulator.SeedImageAsync("migration-notes", seed, "raw", null, null, Cancellation);
        ILeftovers leftovers = cloud.Provider.Leftovers(cloud.Cloud)!;

        List<Leftover> found = await leftovers.ListAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equal(
            [("image", "a", false), ("image", "b:web", false), ("image", "c", true), ("volume", "b:web", false), ("volumeSnapshot", "b:web", false)],
            found.Select(one => (one.Kind, one.Migration, one.IsDelivery)).Order());
        Assert.Equal((arrived, true), found.Where(one => one.IsDelivery).Select(one => (one.Id, one.IsComplete)).Single());
        foreach (Leftover one in found.Where(one => !one.IsDelivery))
        {
            await UntilRemovedAsync(() => leftovers.RemoveAsync(one, Cancellation));
        }

        Assert.Equal((3, 1, 1, 0), (cloud.Emulator.Resources["images"], cloud.Emulator.Resources["snapshots"], cloud.Emulator.Resources["volumes"], cloud.Emulator.Resources["volumeSnapshots"]));
    }

    private static async Task PassAsync(FakeTimeProvider clock, Func<bool> isSo)
    {
        while (!isSo())
        {
            clock.Advance(TimeSpan.FromMinutes(11));
            await Task.Delay(20, Cancellation);
        }
    }

    private static async Task<Snapshot> UntilReadyAsync(FaultyCloud cloud, SnapshotRequest request)
    {
        Snapshot now = await cloud.Source.BeginSnapshotAsync(request, Cancellation);
        for (; !now.Ready; await Task.Delay(20, Cancellation))
        {
            now = await cloud.Source.PollSnapshotAsync(request, Cancellation);
        }

        return now;
    }

    private static Task RemoveAsync(FaultyCloud cloud, LedgerEntry entry) => UntilRemovedAsync(() => cloud.Source.RemoveAsync(entry, Cancellation));

    private static async Task UntilRemovedAsync(Func<Task> remove)
    {
        while (true)
        {
            try
            {
                await remove();
                return;
            }
            catch (FailureException busy) when (busy.Failure.Transient)
            {
                await Task.Delay(20, Cancellation);
            }
        }
    }

    private static async Task<byte[]> ReadAsync(FaultyCloud cloud, SnapshotDisk disk)
    {
        await using Stream bytes = await cloud.Source.OpenDiskAsync(disk, 0, null, Cancellation);
        using MemoryStream read = new();
        await bytes.CopyToAsync(read, Cancellation);
        return read.ToArray();
    }
}
