using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;
using MigrationOrchestrator.Images.Descriptors;
using MigrationOrchestrator.Images.Packages;

namespace MigrationOrchestrator.Cli.Tests.Images;

public sealed class OvaInputTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public async Task ImageCommands_OnAnOva_ReadItsDiskInPlace()
    {
        using TemporaryFolder folder = new();
        await WriteOvaAsync(folder, "web-disk1.vmdk");
        using TestTerminal ofRaw = new();
        using TestTerminal ofOva = new();
        using TestTerminal converted = new();

        Assert.Equal(ExitCode.Done, await ofRaw.RunAsync("digest", folder.File("disk.raw")));
        Assert.Equal(ExitCode.Done, await ofOva.RunAsync("digest", folder.File("web.ova")));
        Assert.Equal(ExitCode.Done, await converted.RunAsync("convert", "--to", "qcow2", folder.File("web.ova"), folder.File("out.qcow2")));

        Assert.Equal(ofRaw.Output, ofOva.Output);
        await TestDisks.QemuImgAsync("compare", "-f", "raw", "-F", "qcow2", folder.File("disk.raw"), folder.File("out.qcow2"));
    }

    [Fact]
    public async Task Inspect_OfAnOvaWithSeveralDisks_AsksForOneByName()
    {
        using TemporaryFolder folder = new();
        await WriteOvaAsync(folder, "web-disk1.vmdk", "web-disk2.vmdk");
        using TestTerminal unnamed = new();
        using TestTerminal named = new();

        Assert.Equal(ExitCode.WrongInput, await unnamed.RunAsync("inspect", folder.File("web.ova")));
        Assert.Equal(ExitCode.Done, await named.RunAsync("inspect", "--disk", "web-disk2.vmdk", folder.File("web.ova")));

        Assert.Contains("web-disk2.vmdk", unnamed.Error, StringComparison.Ordinal);
        Assert.Contains("streamOptimized", named.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_OfADamagedOva_SaysWhatIsWrong()
    {
        using TemporaryFolder folder = new();
        await WriteOvaAsync(folder, "web-disk1.vmdk");
        byte[] ova = await File.ReadAllBytesAsync(folder.File("web.ova"), TestContext.Current.CancellationToken);
        ova[ova.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(folder.File("web.ova"), ova, TestContext.Current.CancellationToken);
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("inspect", folder.File("web.ova")));

        Assert.Contains("package.digest", terminal.Error, StringComparison.Ordinal);
    }

    private static async Task WriteOvaAsync(TemporaryFolder folder, params string[] disks)
    {
        await TestDisks.WriteRawAsync(folder.File("disk.raw"), 3);
        using TestTerminal terminal = new();
        Assert.Equal(ExitCode.Done, await terminal.RunAsync("convert", folder.File("disk.raw"), folder.File("disk.vmdk")));
        long length = new FileInfo(folder.File("disk.vmdk")).Length;
        GuestOs guest = new(GuestFamily.Debian, "debian", "12", "x86_64");
        DescribedMachine machine = new(
            "web", 1, 512, [.. disks.Select(name => new DescribedDisk(name, length, 3 * Mebibyte))], [], GuestHardware.For(guest, Firmware.Bios, new HardwareLimits(22)));
        byte[] descriptor = OvfDescriptor.Write(machine);
        List<OvaFile> files = [.. disks.Select(name => new OvaFile(name, length, _ => Task.FromResult<Stream>(File.OpenRead(folder.File("disk.vmdk")))))];
        await using FileStream output = File.Create(folder.File("web.ova"));
        await OvaWriter.WriteAsync(output, "web", descriptor, files, DigestAlgorithm.Sha256, cancellationToken: TestContext.Current.CancellationToken);
    }
}
