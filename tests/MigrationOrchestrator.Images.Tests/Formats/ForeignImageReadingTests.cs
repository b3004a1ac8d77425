using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

/// <summary>qemu-img writes with every option it has for VMDK and VHD, we read.</summary>
public sealed class ForeignImageReadingTests
{
    [Theory]
    [InlineData("vmdk", "subformat=monolithicSparse")]
    [InlineData("vmdk", "subformat=monolithicSparse,compat6")]
    [InlineData("vmdk", "subformat=monolithicSparse,zeroed_grain=on")]
    [InlineData("vmdk", "subformat=monolithicFlat")]
    [InlineData("vmdk", "subformat=twoGbMaxExtentSparse")]
    [InlineData("vmdk", "subformat=twoGbMaxExtentFlat")]
    [InlineData("vmdk", "subformat=streamOptimized")]
    [InlineData("vmdk", "subformat=streamOptimized,adapter_type=lsilogic,compat6")]
    [InlineData("vpc", "subformat=dynamic")]
    [InlineData("vpc", "subformat=dynamic,force_size=on")]
    [InlineData("vpc", "subformat=fixed,force_size=on")]
    public async Task ReadAsync_OfWhatQemuImgWrites_GivesTheSourcesContent(string format, string options)
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        const int bytes = 45 << 20;
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], options.Length, bytes);
        await QemuImg.RunAsync("convert", "-f", "raw", "-O", format, "-o", options, raw, folder["disk.img"]);
        Assert.True(ImageFormatNames.TryParse(format, out ImageFormat known));

        await using FileSource source = FileSource.Open(folder["disk.img"]);
        DirectoryPackage package = new(Path.GetDirectoryName(folder["disk.img"])!);
        ImageInfo info = await ImageInspector.InspectAsync(source, known, package, TestContext.Current.CancellationToken);
        await using IDiskReader disk = await DiskImage.OpenAsync(source, known, package, TestContext.Current.CancellationToken);

        byte[] expected = SparseDisk.Content(options.Length, bytes);
        byte[] content = await disk.ReadAllAsync(pieceBytes: 777_216);
        Assert.Equal(info.VirtualSizeBytes, content.Length);
        Assert.True(expected.AsSpan().SequenceEqual(content.AsSpan(0, bytes)));
        Assert.False(content.AsSpan(bytes).ContainsAnyExcept((byte)0), "a capacity that was rounded up reads as zeros");
    }

    [Theory]
    [InlineData("vmdk", "subformat=streamOptimized", TargetImage.Qcow2)]
    [InlineData("vmdk", "subformat=streamOptimized", TargetImage.VhdDynamic)]
    [InlineData("vmdk", "subformat=monolithicSparse", TargetImage.Qcow2Compressed)]
    [InlineData("vmdk", "subformat=monolithicSparse", TargetImage.VhdFixed)]
    [InlineData("vpc", "subformat=dynamic,force_size=on", TargetImage.Qcow2)]
    [InlineData("vpc", "subformat=dynamic,force_size=on", TargetImage.VmdkStreamOptimized)]
    [InlineData("qcow2", "extended_l2=on", TargetImage.VhdDynamic)]
    public async Task ConvertAsync_FromWhatQemuImgWrites_PassesQemuImgCheckAndCompare(string format, string options, TargetImage target)
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], options.Length, (45 << 20) + 4608);
        await QemuImg.RunAsync("convert", "-f", "raw", "-O", format, "-o", options, raw, folder["disk.img"]);

        await DiskReading.ConvertAsync(folder["disk.img"], ImageFormatNames.Parse(format), folder["out"], target);

        string written = target.Format().ToQemuName();
        await QemuImg.RunAsync("compare", "-f", "raw", "-F", written, raw, folder["out"]);
        if (written != "vpc")
        {
            await QemuImg.RunAsync("check", "-f", written, folder["out"]);
        }
    }

    [Fact]
    public async Task ReadAsync_OfALargeSplitDisk_JoinsItsExtents()
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        await using (FileStream file = File.Create(folder["disk.raw"]))
        {
            file.SetLength((5L << 30) + 4096);
            file.Position = (2L << 30) - 6;
            file.Write("across the border"u8);
            file.Position = (5L << 30) + 4000;
            file.Write("at the end"u8);
        }

        await QemuImg.RunAsync("convert", "-O", "vmdk", "-o", "subformat=twoGbMaxExtentSparse", folder["disk.raw"], folder["disk.vmdk"]);

        await using FileSource source = FileSource.Open(folder["disk.vmdk"]);
        await using IDiskReader disk = await DiskImage.OpenAsync(
            source, ImageFormat.Vmdk, new DirectoryPackage(Path.GetDirectoryName(folder["disk.vmdk"])!), TestContext.Current.CancellationToken);
        GuestDigest digest = await GuestDigest.ComputeAsync(disk, 2, null, TestContext.Current.CancellationToken);

        Assert.Equal(await DiskReading.DigestAsync(folder["disk.raw"], ImageFormat.Raw), digest);
    }

    [Theory]
    [InlineData("vdi", ImageFormat.Vdi)]
    [InlineData("vhdx", ImageFormat.Vhdx)]
    [InlineData("qed", ImageFormat.Qed)]
    public async Task InspectAsync_OfARareFormat_ReportsItsSizeAndThatItNeedsQemuImg(string name, ImageFormat format)
    {
        using TemporaryFolder folder = new();
        await QemuImg.RunAsync("create", "-f", name, folder["disk"], "3G");

        await using FileSource source = FileSource.Open(folder["disk"]);
        ImageInfo info = await ImageInspector.InspectAsync(source, format, TestContext.Current.CancellationToken);

        Assert.Equal((3L << 30, false), (info.VirtualSizeBytes, info.IsNativelyReadable));
    }

    [Fact]
    public async Task InspectAsync_OfAQedWithABackingFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        await QemuImg.RunAsync("create", "-f", "qed", "-u", "-b", "/etc/passwd", "-F", "raw", folder["disk"], "1G");

        await using FileSource source = FileSource.Open(folder["disk"]);
        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => ImageInspector.InspectAsync(source, null, TestContext.Current.CancellationToken));

        Assert.Equal(ImageErrorCodes.BackingFile, refused.Code);
    }
}
