using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Cli.Tests.Processes;

public sealed class ImageProcessTests
{
    [Fact]
    public async Task Convert_AsTheSandboxRunsIt_ReportsOnItsLastLine()
    {
        using TemporaryFolder folder = new();
        await WriteRawAsync(folder.File("disk.raw"));

        MigratorResult converted = await MigratorProcess.RunAsync(folder.Path, "convert", "--json", "--from", "raw", "--to", "vmdk", "--level", "balanced", folder.File("disk.raw"), folder.File("disk.vmdk"));
        MigratorResult digest = await MigratorProcess.RunAsync(folder.Path, "digest", "--json", "--from", "vmdk", folder.File("disk.vmdk"));

        ConverterReport report = DurableJson.Deserialize<ConverterReport>(converted.Output.TrimEnd().Split('\n')[^1])!;
        Assert.Equal(ExitCode.Done, converted.Code);
        Assert.Equal(new FileInfo(folder.File("disk.vmdk")).Length, report.LengthBytes);
        Assert.Equal(3 << 20, report.CapacityBytes);
        Assert.NotEmpty(report.Compressors);
        Assert.Equal(report.GuestDigest, DurableJson.Deserialize<ConverterReport>(digest.Output)!.GuestDigest);
    }

    [Fact]
    public async Task Convert_WrongFormat_WritesAFailureAndEndsWithOne()
    {
        using TemporaryFolder folder = new();
        await WriteRawAsync(folder.File("disk.raw"));

        MigratorResult result = await MigratorProcess.RunAsync(folder.Path, "convert", "--json", "--from", "qcow2", "--to", "vmdk", folder.File("disk.raw"), folder.File("disk.vmdk"));

        Failure failure = DurableJson.Deserialize<Failure>(result.Output.TrimEnd())!;
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Equal("image.format_mismatch", failure.Code);
        Assert.NotEmpty(failure.Remedy!);
        Assert.False(File.Exists(folder.File("disk.vmdk")));
    }

    [Fact]
    public async Task Convert_MissingInput_EndsWithTwo()
    {
        using TemporaryFolder folder = new();

        MigratorResult result = await MigratorProcess.RunAsync(folder.Path, "convert", folder.File("no.raw"), folder.File("disk.vmdk"));

        Assert.Equal(ExitCode.WrongInput, result.Code);
    }

    [Fact]
    public async Task Convert_OntoItself_IsRefused()
    {
        using TemporaryFolder folder = new();
        await WriteRawAsync(folder.File("disk.raw"));

        MigratorResult result = await MigratorProcess.RunAsync(folder.Path, "convert", folder.File("disk.raw"), folder.File("disk.raw"));

        Assert.Equal(ExitCode.WrongInput, result.Code);
        Assert.Equal(3 << 20, new FileInfo(folder.File("disk.raw")).Length);
    }

    [Fact]
    public async Task Inspect_Json_SaysTheFormat()
    {
        using TemporaryFolder folder = new();
        await WriteRawAsync(folder.File("disk.raw"));

        MigratorResult result = await MigratorProcess.RunAsync(folder.Path, "inspect", "--json", folder.File("disk.raw"));

        Assert.Equal("raw", JsonDocument.Parse(result.Output).RootElement.GetProperty("format").GetString());
    }

    private static async Task WriteRawAsync(string path)
    {
        byte[] content = new byte[3 << 20];
        new Random(7).NextBytes(content.AsSpan(0, 1 << 20));
        await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
    }
}
