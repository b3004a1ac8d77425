using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Inspection;

public sealed class ImageInspectorTests
{
    [Fact]
    public async Task InspectAsync_OfAPlainQcow2_ReportsItsFacts()
    {
        using TemporaryFolder folder = new();
        await QemuImg.RunAsync("create", "-f", "qcow2", "-o", "cluster_size=128k", folder["disk"], "3G");

        ImageInfo info = await InspectAsync(folder["disk"], ImageFormat.Qcow2);

        Assert.Equal((ImageFormat.Qcow2, 3L << 30, 128 * 1024), (info.Format, info.VirtualSizeBytes, info.ClusterSizeBytes));
        Assert.True(info.IsNativelyReadable);
    }

    [Fact]
    public async Task InspectAsync_OfAQcow2WithABackingFile_IsRefusedWithTheName()
    {
        using TemporaryFolder folder = new();
        await QemuImg.RunAsync("create", "-f", "qcow2", "-u", "-b", "/etc/shadow", "-F", "raw", folder["disk"], "1G");

        ImageException refused = await RefusedAsync(folder["disk"], ImageFormat.Qcow2);

        Assert.Equal((ImageErrorCodes.BackingFile, "backing_file_offset"), (refused.Code, refused.Field));
        Assert.Contains("/etc/shadow", refused.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InspectAsync_OfAQcow2WithAnExternalDataFile_IsRefusedWithTheName()
    {
        using TemporaryFolder folder = new();
        await QemuImg.RunAsync("create", "-f", "qcow2", "-o", $"data_file={folder["secrets.raw"]},data_file_raw=on", folder["disk"], "1G");

        ImageException refused = await RefusedAsync(folder["disk"], ImageFormat.Qcow2);

        Assert.Equal(ImageErrorCodes.DataFile, refused.Code);
        Assert.Contains("secrets.raw", refused.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task InspectAsync_OfAnEncryptedQcow2_IsRefused(byte method)
    {
        using TemporaryFolder folder = new();

        // AES, qcow2's own method 1, needs no key derivation, which qemu-img measures for LUKS and gives up on a busy machine. LUKS is method 2 in the same field.
        await QemuImg.RunAsync("create", "--object", "secret,id=k,data=abc", "-f", "qcow2", "-o", "encrypt.format=aes,encrypt.key-secret=k", folder["disk"], "16M");
        await using (FileStream file = File.OpenWrite(folder["disk"]))
        {
            file.Position = 35;
            file.WriteByte(method);
        }

        Assert.Equal(ImageErrorCodes.Encrypted, (await RefusedAsync(folder["disk"], null)).Code);
    }

    [Theory]
    [InlineData(0x40, "extra")]
    [InlineData(0x02, "corrupt")]
    public async Task InspectAsync_OfAQcow2WithAFeatureThatForbidsReading_IsRefusedWithTheField(byte bit, string name)
    {
        using TemporaryFolder folder = new();
        await QemuImg.RunAsync("create", "-f", "qcow2", folder["disk"], "16M");
        await using (FileStream file = File.OpenWrite(folder["disk"]))
        {
            file.Position = 79;
            file.WriteByte(bit);
        }

        ImageException refused = await RefusedAsync(folder["disk"], ImageFormat.Qcow2);

        Assert.Equal("incompatible_features", refused.Field);
        Assert.Equal(name == "corrupt" ? ImageErrorCodes.Corrupt : ImageErrorCodes.Unsupported, refused.Code);
    }

    [Theory]
    [InlineData(ImageFormat.Raw)]
    [InlineData(ImageFormat.Vmdk)]
    public async Task InspectAsync_OfAQcow2DeclaredAsAnotherFormat_IsRefused(ImageFormat declared)
    {
        using TemporaryFolder folder = new();
        await QemuImg.RunAsync("create", "-f", "qcow2", folder["disk"], "16M");

        Assert.Equal(ImageErrorCodes.FormatMismatch, (await RefusedAsync(folder["disk"], declared)).Code);
    }

    [Fact]
    public async Task InspectAsync_OfBytesWithoutSignature_IsRaw()
    {
        using TemporaryFolder folder = new();
        await SparseDisk.WriteAsync(folder["disk"], 1, 5 << 20);

        Assert.Equal(ImageFormat.Raw, (await InspectAsync(folder["disk"], null)).Format);
        Assert.Equal(ImageErrorCodes.FormatMismatch, (await RefusedAsync(folder["disk"], ImageFormat.Qcow2)).Code);
    }

    [Fact]
    public async Task InspectAsync_OfAnEmptyFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["disk"], [], TestContext.Current.CancellationToken);

        Assert.Equal(ImageErrorCodes.Corrupt, (await RefusedAsync(folder["disk"], null)).Code);
    }

    [Fact]
    public async Task InspectAsync_OfAnUndeclaredArchive_IsNotTakenForADisk()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["disk"], [0x1F, 0x8B, .. new byte[4096]], TestContext.Current.CancellationToken);

        Assert.Contains("gzip", (await RefusedAsync(folder["disk"], null)).Found, StringComparison.Ordinal);
    }

    private static async Task<ImageInfo> InspectAsync(string path, ImageFormat? declared)
    {
        await using FileSource source = FileSource.Open(path);
        return await ImageInspector.InspectAsync(source, declared, TestContext.Current.CancellationToken);
    }

    private static Task<ImageException> RefusedAsync(string path, ImageFormat? declared) =>
        Assert.ThrowsAsync<ImageException>(() => InspectAsync(path, declared));
}
