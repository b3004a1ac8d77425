using System.Text;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

public sealed class VmdkReaderTests
{
    public static TheoryData<int, bool, bool, int> Layouts => new()
    {
        { 128, true, false, 0 },
        { 128, true, true, 0 },
        { 128, true, false, 512 },
        { 128, true, false, 70_000 },
        { 8, true, false, 0 },
        { 2048, true, false, 0 },
        { 128, false, false, 0 },
        { 16, false, true, 0 },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task ReadAsync_OfAVMwareStyleDisk_GivesItsContent(int grainSectors, bool isStream, bool hasZeroGrains, int padding)
    {
        byte[] content = SparseDisk.Content(grainSectors, (37 << 20) + 4608);
        byte[] image = SparseVmdkBuilder.Build(new SparseVmdkLayout(grainSectors, isStream, hasZeroGrains, padding), content);

        await using IDiskReader disk = await DiskImage.OpenAsync(new MemorySource(image), ImageFormat.Vmdk, TestContext.Current.CancellationToken);
        byte[] read = await disk.ReadAllAsync(pieceBytes: 1_000_448);

        Assert.True(content.AsSpan().SequenceEqual(read.AsSpan(0, content.Length)));
        Assert.Equal((content.Length + 511) / 512 * 512, read.Length);
    }

    [Fact]
    public async Task ConvertAsync_OfAVMwareExport_GivesQemuTheSameDisk()
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        byte[] content = SparseDisk.Content(3, 37 << 20);
        await File.WriteAllBytesAsync(folder["export.vmdk"], SparseVmdkBuilder.Build(new SparseVmdkLayout(), content), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder["disk.raw"], content, TestContext.Current.CancellationToken);
        await QemuImg.CheckAndCompareAsync("raw", folder["disk.raw"], "vmdk", folder["export.vmdk"]);

        await DiskReading.ConvertAsync(folder["export.vmdk"], ImageFormat.Vmdk, folder["disk.qcow2"], TargetImage.Qcow2);

        await QemuImg.CheckAndCompareAsync("raw", folder["disk.raw"], "qcow2", folder["disk.qcow2"]);
    }

    [Fact]
    public async Task OpenAsync_OfAnExportWithoutItsEnd_IsRefusedAsTruncated()
    {
        byte[] image = SparseVmdkBuilder.Build(new SparseVmdkLayout(), SparseDisk.Content(3, 5 << 20));

        Assert.Equal(ImageErrorCodes.Truncated, (await RefusedAsync(image[..^1024])).Code);
    }

    [Theory]
    [InlineData("monolithicFlat", "FLAT \"/etc/shadow\" 0", "/etc/shadow")]
    [InlineData("streamOptimized", "FLAT \"../../secret\" 0", "secret")]
    [InlineData("vmfs", "SPARSE \"other.vmdk\"", "other.vmdk")]
    public async Task OpenAsync_OfASparseFileWhoseDescriptorNamesAnother_IsRefused(string createType, string extent, string name)
    {
        SparseVmdkLayout layout = new() { CreateType = createType, ExtentLine = extent };

        ImageException refused = await RefusedAsync(SparseVmdkBuilder.Build(layout, new byte[1 << 20]));

        Assert.Equal(ImageErrorCodes.ForeignExtent, refused.Code);
        Assert.Contains(name, refused.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/shadow")]
    [InlineData("../secret")]
    [InlineData("..")]
    [InlineData("C:\\\\boot.ini")]
    [InlineData("missing.vmdk")]
    [InlineData("link.vmdk")]
    public async Task OpenAsync_OfADescriptorThatNamesWhatIsNotInThePackage_IsRefused(string name)
    {
        using TemporaryFolder folder = new();
        File.CreateSymbolicLink(folder["link.vmdk"], "/etc/passwd");
        string descriptor = $"# Disk DescriptorFile\nCID=1\nparentCID=ffffffff\ncreateType=\"monolithicFlat\"\nRW 8 FLAT \"{name}\" 0\n";

        ImageException refused = await RefusedAsync(Encoding.ASCII.GetBytes(descriptor), new DirectoryPackage(Path.GetDirectoryName(folder["x"])!));

        Assert.Equal(ImageErrorCodes.ForeignExtent, refused.Code);
    }

    [Fact]
    public async Task OpenAsync_OfADeltaDisk_IsRefusedWithItsParent()
    {
        const string descriptor = "# Disk DescriptorFile\nCID=1\nparentCID=abcdabcd\nparentFileNameHint=\"base.vmdk\"\nRW 8 SPARSE \"a.vmdk\"\n";

        ImageException refused = await RefusedAsync(Encoding.ASCII.GetBytes(descriptor));

        Assert.Equal(ImageErrorCodes.BackingFile, refused.Code);
        Assert.Contains("base.vmdk", refused.Found, StringComparison.Ordinal);
    }

    private static Task<ImageException> RefusedAsync(byte[] image, IImagePackage? package = null) =>
        Assert.ThrowsAsync<ImageException>(() => ImageInspector.InspectAsync(new MemorySource(image), ImageFormat.Vmdk, package, TestContext.Current.CancellationToken));
}
