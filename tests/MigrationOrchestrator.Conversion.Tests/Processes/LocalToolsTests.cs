using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Processes;

public sealed class LocalToolsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tools-test-").FullName;

    [Fact]
    public void Find_MigratorAsALibrary_RunsItOnTheHostsOwnRuntime()
    {
        File.WriteAllText(Path.Combine(folder, "migrator.dll"), "");

        ToolCommand tool = Tools().Find(ConversionTool.Migrator);

        Assert.Equal("dotnet", Path.GetFileName(tool.Program));
        Assert.Equal(["exec", Path.Combine(folder, "migrator.dll")], tool.LeadingArguments);
        Assert.Contains(folder, tool.ReadOnlyPaths);
        Assert.All(tool.ReadOnlyPaths, path => Assert.True(Path.Exists(path), path));
    }

    [Fact]
    public void Find_MigratorSelfContained_RunsItself()
    {
        string program = Path.Combine(folder, "migrator");
        File.WriteAllText(program, "");
        Assert.Equal(program, Tools().Find(ConversionTool.Migrator).Program);
    }

    [Fact]
    public void Find_NoMigrator_SaysWhereItLooked()
    {
        FailureException failed = Assert.Throws<FailureException>(() => Tools().Find(ConversionTool.Migrator));
        Assert.Equal("conversion.tool_missing", failed.Failure.Code);
        Assert.Contains(folder, failed.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NoQemuImg_SaysHowToGetIt()
    {
        FailureException failed = Assert.Throws<FailureException>(() => Tools("/nowhere/qemu-img").Find(ConversionTool.QemuImg));
        Assert.Equal("conversion.tool_missing", failed.Failure.Code);
        Assert.Contains("apt-get install", failed.Failure.Remedy, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private LocalTools Tools(string? qemuImg = null) => new(new ConversionOptions { JobsFolder = folder, ConverterFolder = folder, QemuImg = qemuImg });
}
