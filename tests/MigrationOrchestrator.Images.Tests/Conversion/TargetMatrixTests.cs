using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Conversion;

/// <summary>We write, qemu-img checks and compares.</summary>
public sealed class TargetMatrixTests
{
    public static MatrixTheoryData<TargetImage, bool> TargetsAndDisks => new(Enum.GetValues<TargetImage>(), [true, false]);

    [Theory]
    [InlineData(TargetImage.Qcow2, 1)]
    [InlineData(TargetImage.Qcow2, 40_000_000)]
    [InlineData(TargetImage.Qcow2, 600 << 20)]
    [InlineData(TargetImage.Qcow2Compressed, 1)]
    [InlineData(TargetImage.Qcow2Compressed, 40_000_000)]
    [InlineData(TargetImage.Raw, 1)]
    [InlineData(TargetImage.Raw, 40_000_000)]
    [InlineData(TargetImage.VhdFixed, 1)]
    [InlineData(TargetImage.VhdFixed, 40_000_000)]
    [InlineData(TargetImage.VhdDynamic, 1)]
    [InlineData(TargetImage.VhdDynamic, 40_000_000)]
    [InlineData(TargetImage.VhdDynamic, 100 << 20)]
    public async Task ConvertAsync_ToEachTarget_PassesQemuImgAndReadsBackTheSame(TargetImage target, int bytes)
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], bytes, Math.Min(bytes, 60 << 20));
        await using (FileStream file = File.OpenWrite(raw))
        {
            file.SetLength(bytes);
        }

        ConversionResult result = await DiskReading.ConvertAsync(raw, ImageFormat.Raw, folder["out"], target);

        ImageFormat format = target.Format();
        Assert.Equal(new FileInfo(folder["out"]).Length, result.LengthBytes);
        Assert.Equal(result.GuestDigest, await DiskReading.DigestAsync(raw, ImageFormat.Raw));
        Assert.Equal(result.GuestDigest, await DiskReading.DigestAsync(folder["out"], format));
        await using FileSource source = FileSource.Open(folder["out"]);
        ImageInfo info = await ImageInspector.InspectAsync(source, format, TestContext.Current.CancellationToken);
        Assert.Equal(result.VirtualSizeBytes, info.VirtualSizeBytes);
        if (format == ImageFormat.Qcow2)
        {
            await QemuImg.RunAsync("check", "-f", "qcow2", folder["out"]);
        }

        await QemuImg.RunAsync("compare", "-f", "raw", "-F", format.ToQemuName(), raw, folder["out"]);
    }

    [Theory]
    [MemberData(nameof(TargetsAndDisks))]
    public async Task ConvertAsync_OverAFileOfRandomBytes_LeavesNothingOfItInHoles(TargetImage target, bool isEmptyDisk)
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], 1, isEmptyDisk ? 0 : 40 << 20);
        await using (FileStream file = File.OpenWrite(raw))
        {
            file.SetLength(45 << 20);
        }

        byte[] older = new byte[60 << 20];
        new Random(2).NextBytes(older);
        await File.WriteAllBytesAsync(folder["out"], older, TestContext.Current.CancellationToken);

        ConversionResult result = await DiskReading.ConvertAsync(raw, ImageFormat.Raw, folder["out"], target);

        ImageFormat format = target.Format();
        Assert.Equal(new FileInfo(folder["out"]).Length, result.LengthBytes);
        Assert.Equal(await DiskReading.DigestAsync(raw, ImageFormat.Raw), await DiskReading.DigestAsync(folder["out"], format));
        if (format is ImageFormat.Qcow2 or ImageFormat.Vmdk)
        {
            await QemuImg.RunAsync("check", "-f", format.ToQemuName(), folder["out"]);
        }

        await QemuImg.RunAsync("compare", "-f", "raw", "-F", format.ToQemuName(), raw, folder["out"]);
    }

    [Theory]
    [InlineData(TargetImage.Raw)]
    [InlineData(TargetImage.Qcow2)]
    [InlineData(TargetImage.VhdDynamic)]
    public async Task ConvertAsync_OfASparseTebibyte_WritesAlmostNothing(TargetImage target)
    {
        using TemporaryFolder folder = new();
        await using (FileStream file = File.Create(folder["disk.raw"]))
        {
            file.SetLength(1L << 40);
            file.Position = 700L << 30;
            file.WriteByte(42);
        }

        ConversionResult result = await DiskReading.ConvertAsync(folder["disk.raw"], ImageFormat.Raw, folder["out"], target);

        Assert.Equal(1L << 40, result.VirtualSizeBytes);
        Assert.Equal(result.GuestDigest, await DiskReading.DigestAsync(folder["disk.raw"], ImageFormat.Raw));
        Assert.True(target == TargetImage.Raw || result.LengthBytes < 8 << 20);
    }
}
