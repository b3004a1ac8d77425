using System.Diagnostics;
using MigrationOrchestrator.Emulators.VCloud.Uploads;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.Emulators.Tests.VCloud;

public sealed class StreamOptimizedCheckTests
{
    private const int FirstGrain = 128 * 512;

    [Fact]
    public async Task Check_OfASoundDisk_GivesItsCapacity() => Assert.Equal(4 * 65536, await CheckAsync(Build()));

    [Fact]
    public async Task Check_OfAnEmptyDisk_GivesItsCapacity() => Assert.Equal(4 * 65536, await CheckAsync(TinyVmdk.Build(new byte[4 * 65536])));

    [Theory]
    [InlineData(0, (byte)'X', "KDMV")]
    [InlineData(4, 1, "version 1")]
    [InlineData(10, 0, "not stream-optimized")]
    [InlineData(13, 1, "out of order or out of range")]
    [InlineData(20, 0, "out of range")]
    [InlineData(600, 0, "createType")]
    [InlineData(FirstGrain, 7, "out of order or out of range")]
    [InlineData(FirstGrain + 40, 0xff, "")]
    public async Task Check_OfAChangedByte_SaysWhatIsWrong(int position, byte value, string reason)
    {
        byte[] vmdk = Build();
        Assert.NotEqual(value, vmdk[position]);
        vmdk[position] = value;
        Assert.Contains(reason, (await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync(vmdk))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfADiskCutAnywhere_Fails()
    {
        byte[] vmdk = Build();
        for (int length = 0; length < vmdk.Length; length += 4999)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync(vmdk[..length]));
        }
    }

    [Fact]
    public async Task Check_OfADiskWithMoreAfterItsEnd_Fails()
        => Assert.Contains("follow it", (await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync([.. Build(), .. new byte[512]]))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Check_OfWhatQemuWrites_FailsUntilItHasAnEnd()
    {
        string folder = Directory.CreateTempSubdirectory("vmdk-check-").FullName;
        try
        {
            string raw = Path.Combine(folder, "disk.raw");
            string path = Path.Combine(folder, "disk.vmdk");
            await File.WriteAllBytesAsync(raw, TinyVmdk.Content(16), TestContext.Current.CancellationToken);
            await RunQemuAsync("convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=streamOptimized,adapter_type=lsilogic", raw, path);
            byte[] vmdk = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            await Assert.ThrowsAsync<InvalidDataException>(() => CheckAsync(vmdk));
            Assert.Equal(16 * 65536, await CheckAsync([.. vmdk[..((vmdk.Length + 511) / 512 * 512)], .. new byte[512]]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Build() => TinyVmdk.Build(TinyVmdk.Content(4));

    private static Task<long> CheckAsync(byte[] vmdk) => new StreamOptimizedCheck(new MemoryStream(vmdk)).RunAsync(TestContext.Current.CancellationToken);

    private static async Task RunQemuAsync(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("qemu-img", arguments))!;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("qemu-img is not installed (Debian package qemu-utils).");
        }
    }
}
