using System.Text;
using System.Text.RegularExpressions;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Conversion;

public sealed class StreamOptimizedConversionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3 << 20)]
    [InlineData((10 << 20) + (512 << 10))]
    [InlineData(32 << 20)]
    [InlineData((100 << 20) + 512)]
    public async Task ConvertAsync_FromRaw_PassesQemuImgCheckAndCompare(int bytes)
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], bytes, bytes);

        ConversionResult result = await DiskReading.ConvertAsync(raw, ImageFormat.Raw, folder["disk.vmdk"], TargetImage.VmdkStreamOptimized);

        await QemuImg.CheckAndCompareAsync("raw", raw, "vmdk", folder["disk.vmdk"]);
        Assert.Equal(new FileInfo(folder["disk.vmdk"]).Length, result.LengthBytes);
        Assert.Equal((bytes + (1 << 20) - 1) >> 20 << 20, result.VirtualSizeBytes);
        Assert.Equal(await DiskReading.DigestAsync(raw, ImageFormat.Raw), result.GuestDigest);
        await AssertEndsWithMarkerAsync(folder["disk.vmdk"]);
    }

    [Theory]
    [InlineData(ConversionLevel.Small, CompressionLibraries.Installed)]
    [InlineData(ConversionLevel.Balanced, CompressionLibraries.Installed)]
    [InlineData(ConversionLevel.Fast, CompressionLibraries.Installed)]
    [InlineData(ConversionLevel.Small, CompressionLibraries.DotNetOnly)]
    [InlineData(ConversionLevel.Balanced, CompressionLibraries.DotNetOnly)]
    [InlineData(ConversionLevel.Fast, CompressionLibraries.DotNetOnly)]
    public async Task ConvertAsync_AtEveryLevel_PassesQemuImgCheckAndCompare(ConversionLevel level, CompressionLibraries libraries)
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        string raw = await SparseDisk.WriteAsync(folder["disk.raw"], 5, 40 << 20);
        await QemuImg.RunAsync("convert", "-O", "qcow2", raw, folder["disk.qcow2"]);

        ConversionResult result = await DiskReading.ConvertAsync(
            folder["disk.qcow2"], ImageFormat.Qcow2, folder["disk.vmdk"], TargetImage.VmdkStreamOptimized,
            request => request with { Level = level, Libraries = libraries });

        await QemuImg.CheckAndCompareAsync("raw", raw, "vmdk", folder["disk.vmdk"]);
        Assert.NotEmpty(result.Compressors);
        Assert.True(libraries == CompressionLibraries.Installed || result.Compressors[0].StartsWith("System.", StringComparison.Ordinal));
        await AssertEndsWithMarkerAsync(folder["disk.vmdk"]);
    }

    [Fact]
    public async Task ConvertAsync_OfASparseTebibyte_WritesTablesOnly()
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        await QemuImg.RunAsync("create", "-f", "qcow2", folder["disk.qcow2"], "1T");

        ConversionResult result = await DiskReading.ConvertAsync(folder["disk.qcow2"], ImageFormat.Qcow2, folder["disk.vmdk"], TargetImage.VmdkStreamOptimized);

        Assert.InRange(result.LengthBytes, 1, 1 << 20);
        Assert.Equal(1L << 40, result.VirtualSizeBytes);
        await QemuImg.RunAsync("check", "-f", "vmdk", folder["disk.vmdk"]);
    }

    [Fact]
    public async Task ConvertAsync_WhenTheSinkFails_ThrowsWhatTheSinkThrew()
    {
        using TemporaryFolder folder = new();
        await using FileSource source = FileSource.Open(await SparseDisk.WriteAsync(folder["disk.raw"], 5, 64 << 20));
        ConversionRequest request = new()
        {
            Source = source,
            SourceFormat = ImageFormat.Raw,
            Target = TargetImage.VmdkStreamOptimized,
            Sink = new FullSink(),
            MinPieceBytes = 1,
        };

        IOException failure = await Assert.ThrowsAsync<IOException>(() => ImageConverter.ConvertAsync(request, null, TestContext.Current.CancellationToken));

        Assert.Equal("No space left on device", failure.Message);
    }

    [Fact]
    public async Task ConvertAsync_OfDisksOfOneSize_GivesEachContentItsOwnIds()
    {
        byte[] content = SparseDisk.Content(1, 3 << 20);
        byte[] other = [.. content];
        other[^1] ^= 1;

        string[] ids = [.. (await Task.WhenAll(new[] { content, content, other }.Select(disk => MemorySink.ConvertAsync(disk, TargetImage.VmdkStreamOptimized)))).Select(Ids)];

        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
    }

    private static string Ids(byte[] vmdk)
    {
        string descriptor = Encoding.ASCII.GetString(vmdk, 512, 2048);
        string shortId = Regex.Match(descriptor, "^CID=([0-9a-f]{8})$", RegexOptions.Multiline).Groups[1].Value;
        string longId = Regex.Match(descriptor, "^ddb.longContentID = \"([0-9a-f]{32})\"$", RegexOptions.Multiline).Groups[1].Value;
        Assert.NotEmpty(shortId);
        Assert.EndsWith(shortId, longId, StringComparison.Ordinal);
        return $"{shortId} {longId}";
    }

    private static async Task AssertEndsWithMarkerAsync(string path)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(0, bytes.Length % 512);
        Assert.False(bytes.AsSpan(^512..).ContainsAnyExcept((byte)0), "the last sector is the end-of-stream marker");
        Assert.True(bytes.AsSpan(^1024..^512).ContainsAnyExcept((byte)0), "nothing but the marker follows the content");
    }

    private sealed class FullSink : IPieceSink
    {
        public ValueTask WriteAsync(int index, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
            throw new IOException("No space left on device");
    }
}
