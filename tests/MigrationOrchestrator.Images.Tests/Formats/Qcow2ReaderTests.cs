using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

public sealed class Qcow2ReaderTests
{
    [Theory]
    [InlineData("compat=0.10")]
    [InlineData("compat=0.10", "-c")]
    [InlineData("compat=1.1")]
    [InlineData("compat=1.1", "-c")]
    [InlineData("compression_type=zstd", "-c")]
    [InlineData("extended_l2=on")]
    [InlineData("extended_l2=on,cluster_size=2M")]
    [InlineData("extended_l2=on,compression_type=zstd", "-c")]
    [InlineData("cluster_size=512")]
    [InlineData("cluster_size=512", "-c")]
    [InlineData("cluster_size=4k", "-c")]
    [InlineData("cluster_size=2M")]
    [InlineData("cluster_size=2M", "-c")]
    [InlineData("lazy_refcounts=on")]
    [InlineData("refcount_bits=1")]
    [InlineData("refcount_bits=64")]
    [InlineData("preallocation=metadata")]
    [InlineData("preallocation=falloc")]
    [InlineData("preallocation=full")]
    public async Task ReadAsync_OfWhatQemuImgWrites_GivesTheSourcesContent(string options, string? compress = null)
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        const int bytes = 21 * 1024 * 1024 + 4608;
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], options.Length, bytes);
        string[] arguments = ["convert", "-f", "raw", "-O", "qcow2", "-o", options, raw, folder["disk.qcow2"]];
        await QemuImg.RunAsync(compress is null ? arguments : [arguments[0], compress, .. arguments[1..]]);

        await using FileSource source = FileSource.Open(folder["disk.qcow2"]);
        await using IDiskReader disk = await DiskImage.OpenAsync(source, ImageFormat.Qcow2, TestContext.Current.CancellationToken);

        byte[] content = SparseDisk.Content(options.Length, bytes);
        Assert.Equal(bytes, disk.VirtualSizeBytes);
        await disk.AssertContentAsync(content, 1 << 20);
        await disk.AssertContentAsync(content, 333_333);
        await foreach (DiskExtent extent in disk.ExtentsAsync(TestContext.Current.CancellationToken))
        {
            bool isZero = !content.AsSpan((int)extent.GuestOffset, (int)extent.LengthBytes).ContainsAnyExcept((byte)0);
            Assert.True(extent.Kind == ExtentKind.Data || isZero, $"{extent} holds content");
        }
    }

    [Fact]
    public async Task ReadAsync_OfAnImageWrittenAfterItsSnapshot_GivesTheActiveDisk()
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        const int bytes = 8 << 20;
        byte[] content = SparseDisk.Content(7, bytes);
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], 7, bytes);
        await QemuImg.RunAsync("convert", "-f", "raw", "-O", "qcow2", raw, folder["disk.qcow2"]);
        await QemuImg.RunAsync("snapshot", "-c", "before", folder["disk.qcow2"]);
        await QemuImg.WriteAsync(folder["disk.qcow2"], isKilled: false, "write -P 0x5a 1M 2M", "write -P 0xa5 5000k 10k", "write -z 6M 1M");
        content.AsSpan(1 << 20, 2 << 20).Fill(0x5a);
        content.AsSpan(5000 << 10, 10 << 10).Fill(0xa5);
        content.AsSpan(6 << 20, 1 << 20).Clear();

        await using FileSource source = FileSource.Open(folder["disk.qcow2"]);
        await using IDiskReader disk = await DiskImage.OpenAsync(source, ImageFormat.Qcow2, TestContext.Current.CancellationToken);

        await disk.AssertContentAsync(content, 1 << 20);
        Assert.Equal(1, (await ImageInspector.InspectAsync(source, null, TestContext.Current.CancellationToken)).SnapshotCount);
    }

    [Fact]
    public async Task ReadAsync_OfADirtyImageWithLazyRefcounts_GivesWhatWasWritten()
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        const int bytes = 8 << 20;
        byte[] content = SparseDisk.Content(8, bytes);
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], 8, bytes);
        await QemuImg.RunAsync("convert", "-f", "raw", "-O", "qcow2", "-o", "lazy_refcounts=on", raw, folder["disk.qcow2"]);
        await QemuImg.WriteAsync(folder["disk.qcow2"], isKilled: true, "write -P 0x5a 1M 4M");
        content.AsSpan(1 << 20, 4 << 20).Fill(0x5a);

        await using FileSource source = FileSource.Open(folder["disk.qcow2"]);
        await using IDiskReader disk = await DiskImage.OpenAsync(source, ImageFormat.Qcow2, TestContext.Current.CancellationToken);

        Assert.Contains("dirty", (await ImageInspector.InspectAsync(source, null, TestContext.Current.CancellationToken)).Subformat, StringComparison.Ordinal);
        await disk.AssertContentAsync(content, 1 << 20);
    }

    [Fact]
    public async Task ReadAsync_OfABuiltImageWithTheDirtyBit_GivesItsContent()
    {
        byte[] content = SparseDisk.Content(9, 3 << 20);
        byte[] image = Qcow2Builder.Build(16, isVersion3: true, hasExtendedL2: false, new Random(1), content);
        image[79] |= 1;

        await using IDiskReader disk = await DiskImage.OpenAsync(new MemorySource(image), ImageFormat.Qcow2, TestContext.Current.CancellationToken);

        await disk.AssertContentAsync(content, 1 << 20);
    }

    [Theory]
    [InlineData(0.95)]
    [InlineData(0.5)]
    [InlineData(0.2)]
    public async Task ReadAsync_OfATruncatedFile_IsRefusedAsTruncated(double kept)
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], 3, 8 << 20);
        await QemuImg.RunAsync("convert", "-O", "qcow2", raw, folder["disk.qcow2"]);
        await using (FileStream file = File.OpenWrite(folder["disk.qcow2"]))
        {
            file.SetLength((long)(file.Length * kept));
        }

        await using FileSource source = FileSource.Open(folder["disk.qcow2"]);
        await using IDiskReader disk = await DiskImage.OpenAsync(source, ImageFormat.Qcow2, TestContext.Current.CancellationToken);
        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => disk.ReadAllAsync());

        Assert.Equal(ImageErrorCodes.Truncated, refused.Code);
    }
}
