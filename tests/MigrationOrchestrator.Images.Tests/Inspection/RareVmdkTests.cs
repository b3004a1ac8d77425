using System.Buffers.Binary;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Inspection;

/// <summary>VMDKs that are not read here: the inspection says so, instead of the conversion failing.</summary>
public sealed class RareVmdkTests
{
    private const int DiskBytes = 32 << 20;

    [Fact]
    public async Task InspectAsync_OfAVmdkThatOnlyQemuImgReads_SaysSo()
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        byte[] content = SparseDisk.Content(5, DiskBytes);
        await File.WriteAllBytesAsync(folder["disk.raw"], content, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder["disk.vmdk"], SmallTables(content), TestContext.Current.CancellationToken);
        await QemuImg.RunAsync("compare", "-f", "raw", "-F", "vmdk", folder["disk.raw"], folder["disk.vmdk"]);

        await using FileSource source = FileSource.Open(folder["disk.vmdk"]);
        ImageInfo info = await ImageInspector.InspectAsync(source, ImageFormat.Vmdk, TestContext.Current.CancellationToken);
        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => DiskImage.OpenAsync(source, ImageFormat.Vmdk, TestContext.Current.CancellationToken));

        Assert.Equal((DiskBytes, false), (info.VirtualSizeBytes, info.IsNativelyReadable));
        Assert.Equal(ImageErrorCodes.Unsupported, refused.Code);
    }

    [Theory]
    [InlineData(0xCAFEBABE, "SESparse")]
    [InlineData(0x44574F43, "COWD")]
    public async Task InspectAsync_OfAnEsxServersSparseFile_IsRefusedAndNotTakenForARawDisk(ulong magic, string name)
    {
        byte[] image = new byte[DiskBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(image, magic);

        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => ImageInspector.InspectAsync(new MemorySource(image), null, TestContext.Current.CancellationToken));

        Assert.Equal(ImageErrorCodes.Unsupported, refused.Code);
        Assert.StartsWith(name, refused.Found, StringComparison.Ordinal);
    }

    /// <summary>A monolithicSparse disk whose grain tables have half as many entries as usual.</summary>
    private static byte[] SmallTables(byte[] content)
    {
        byte[] image = SparseVmdkBuilder.Build(new SparseVmdkLayout(IsStream: false), content);
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(44), 256);
        int directory = 21 * 512;
        uint table = BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(directory));
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(directory + 4), table + 2);
        return image;
    }
}
