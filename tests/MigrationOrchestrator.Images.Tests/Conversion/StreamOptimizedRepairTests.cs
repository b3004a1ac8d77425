using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Conversion;

public sealed class StreamOptimizedRepairTests
{
    [Theory]
    [InlineData(1, 20 << 20)]
    [InlineData(2, 70 << 20)]
    public async Task RepairAsync_OfQemuImgsOutput_EndsWithTheMarkerAndKeepsTheContent(int seed, int bytes)
    {
        QemuImg.Require();
        using var folder = new TemporaryFolder();
        var raw = await SparseDisk.WriteAsync(folder["disk.raw"], seed, bytes);
        await QemuImg.RunAsync("convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=streamOptimized,adapter_type=lsilogic", raw, folder["disk.vmdk"]);
        var before = new FileInfo(folder["disk.vmdk"]).Length;

        var length = await StreamOptimizedRepair.RepairAsync(folder["disk.vmdk"], TestContext.Current.CancellationToken);

        await QemuImg.CheckAndCompareAsync("raw", raw, "vmdk", folder["disk.vmdk"]);
        var repaired = await File.ReadAllBytesAsync(folder["disk.vmdk"], TestContext.Current.CancellationToken);
        Assert.Equal(length, repaired.Length);
        Assert.InRange(length, 1, before + 512);
        Assert.False(repaired.AsSpan(^512..).ContainsAnyExcept((byte)0));
        Assert.True(repaired.AsSpan(^1024..^512).ContainsAnyExcept((byte)0));
        Assert.Equal(length, await StreamOptimizedRepair.RepairAsync(folder["disk.vmdk"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RepairAsync_OfAnEmptyDisk_LeavesHeaderAndMarker()
    {
        QemuImg.Require();
        using var folder = new TemporaryFolder();
        await QemuImg.RunAsync("create", "-f", "vmdk", "-o", "subformat=streamOptimized", folder["disk.vmdk"], "64M");

        await StreamOptimizedRepair.RepairAsync(folder["disk.vmdk"], TestContext.Current.CancellationToken);

        await QemuImg.RunAsync("check", "-f", "vmdk", folder["disk.vmdk"]);
    }

    [Fact]
    public async Task RepairAsync_OfAnotherFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["disk.vmdk"], new byte[4096], TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<ImageException>(() => StreamOptimizedRepair.RepairAsync(folder["disk.vmdk"], TestContext.Current.CancellationToken));

        Assert.Equal((ImageErrorCodes.Corrupt, "header.magicNumber"), (refused.Code, refused.Field));
    }
}
