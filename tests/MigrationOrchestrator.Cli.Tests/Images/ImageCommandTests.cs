using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.Images;

public sealed class ImageCommandTests
{
    [Fact]
    public async Task Convert_ThatFails_LeavesTheOlderOutputAndNothingElse()
    {
        using TemporaryFolder folder = new();
        await TestDisks.WriteRawAsync(folder.File("disk.raw"), 8);
        await TestDisks.QemuImgAsync("convert", "-f", "raw", "-O", "qcow2", folder.File("disk.raw"), folder.File("disk.qcow2"));
        await using (FileStream file = File.OpenWrite(folder.File("disk.qcow2")))
        {
            file.SetLength(file.Length - (2 << 20));
        }

        await File.WriteAllTextAsync(folder.File("out.vmdk"), "older", TestContext.Current.CancellationToken);
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync("convert", folder.File("disk.qcow2"), folder.File("out.vmdk"));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal("older", await File.ReadAllTextAsync(folder.File("out.vmdk"), TestContext.Current.CancellationToken));
        Assert.Equal(["disk.qcow2", "disk.raw", "out.vmdk"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Convert_OverAnotherFile_ReplacesIt()
    {
        using TemporaryFolder folder = new();
        await TestDisks.WriteRawAsync(folder.File("disk.raw"), 3);
        await File.WriteAllBytesAsync(folder.File("out.qcow2"), new byte[9 << 20], TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(folder.File("link.qcow2"), "out.qcow2");
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Done, await terminal.RunAsync("convert", "--to", "qcow2", folder.File("disk.raw"), folder.File("link.qcow2")));

        Assert.Equal("out.qcow2", new FileInfo(folder.File("link.qcow2")).LinkTarget);
        await TestDisks.QemuImgAsync("compare", "-f", "raw", "-F", "qcow2", folder.File("disk.raw"), folder.File("out.qcow2"));
        Assert.Equal(3, Directory.EnumerateFiles(folder.Path).Count());
    }

    [Theory]
    [InlineData("real/disk.raw", "alias/disk.raw")]
    [InlineData("alias/disk.raw", "real/disk.raw")]
    [InlineData("real/disk.raw", "link.raw")]
    [InlineData("link.raw", "alias/../real/disk.raw")]
    public async Task Convert_OntoItselfThroughALink_IsRefused(string input, string output)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("real"));
        await TestDisks.WriteRawAsync(folder.File("real/disk.raw"), 1);
        Directory.CreateSymbolicLink(folder.File("alias"), "real");
        File.CreateSymbolicLink(folder.File("link.raw"), "alias/disk.raw");
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.WrongInput, await terminal.RunAsync("convert", folder.File(input), folder.File(output)));

        Assert.Contains("usage.output", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(1 << 20, new FileInfo(folder.File("real/disk.raw")).Length);
    }

    [Theory]
    [InlineData("monolithicSparse")]
    [InlineData("monolithicFlat")]
    [InlineData("twoGbMaxExtentSparse")]
    [InlineData("twoGbMaxExtentFlat")]
    [InlineData("streamOptimized")]
    public async Task ImageCommands_OnEverySubformatOfVmdk_ReadTheDescriptorsFolder(string subformat)
    {
        using TemporaryFolder folder = new();
        await TestDisks.WriteRawAsync(folder.File("disk.raw"), 5);
        await TestDisks.QemuImgAsync("convert", "-f", "raw", "-O", "vmdk", "-o", $"subformat={subformat}", folder.File("disk.raw"), folder.File("disk.vmdk"));
        using TestTerminal inspected = new();
        using TestTerminal ofRaw = new();
        using TestTerminal ofVmdk = new();
        using TestTerminal converted = new();

        Assert.Equal(ExitCode.Done, await inspected.RunAsync("inspect", folder.File("disk.vmdk")));
        Assert.Equal(ExitCode.Done, await ofRaw.RunAsync("digest", folder.File("disk.raw")));
        Assert.Equal(ExitCode.Done, await ofVmdk.RunAsync("digest", folder.File("disk.vmdk")));
        Assert.Equal(ExitCode.Done, await converted.RunAsync("convert", "--to", "qcow2", folder.File("disk.vmdk"), folder.File("out.qcow2")));

        Assert.Contains(subformat, inspected.Output, StringComparison.Ordinal);
        Assert.Equal(ofRaw.Output, ofVmdk.Output);
        await TestDisks.QemuImgAsync("compare", "-f", "raw", "-F", "qcow2", folder.File("disk.raw"), folder.File("out.qcow2"));
    }

    [Fact]
    public async Task Convert_OntoAnExtentOfItsInput_IsRefused()
    {
        using TemporaryFolder folder = new();
        await TestDisks.WriteRawAsync(folder.File("disk.raw"), 2);
        await TestDisks.QemuImgAsync("convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=monolithicFlat", folder.File("disk.raw"), folder.File("disk.vmdk"));
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.WrongInput, await terminal.RunAsync("convert", folder.File("disk.vmdk"), folder.File("disk-flat.vmdk")));
    }

    [Theory]
    [InlineData("--upload-rate", "0", "--level", "auto")]
    [InlineData("--upload-rate", "1000", "--level", "small")]
    public async Task Convert_WithAnUploadRateOfNoUse_IsRefused(params string[] options)
    {
        using TemporaryFolder folder = new();
        await TestDisks.WriteRawAsync(folder.File("disk.raw"), 1);
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.WrongInput, await terminal.RunAsync(["convert", .. options, folder.File("disk.raw"), folder.File("out.vmdk")]));

        Assert.False(File.Exists(folder.File("out.vmdk")));
    }
}
