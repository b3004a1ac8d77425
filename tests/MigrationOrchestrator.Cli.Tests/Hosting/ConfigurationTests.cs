using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Tests.Support;
using MigrationOrchestrator.Conversion;

namespace MigrationOrchestrator.Cli.Tests.Hosting;

public sealed class ConfigurationTests
{
    [Fact]
    public void Load_NoFile_HasDefaults()
    {
        using TemporaryFolder folder = new();

        MigratorOptions options = MigratorConfiguration.Load(folder.Data);

        Assert.Equal(StagingKind.Directory, options.Staging.Kind);
        Assert.Equal(RunnerChoice.Auto, options.Conversion.Runner);
        Assert.Equal("http://127.0.0.1:8080", options.Web.Url);
    }

    [Fact]
    public void Load_File_IsTaken()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Data.Configuration, """{"conversion":{"runner":"process","memoryMiB":512},"engine":{"parallelSteps":8}}""");

        MigratorOptions options = MigratorConfiguration.Load(folder.Data);

        Assert.Equal(RunnerChoice.Process, options.Conversion.Runner);
        Assert.Equal(512, options.Conversion.MemoryMiB);
        Assert.Equal(8, options.Engine.ParallelSteps);
    }

    [Theory]
    [InlineData("""{"conversion":{"runer":"process"}}""", "runer")]
    [InlineData("""{"conversion":{"runner":"rocket"}}""", "rocket")]
    [InlineData("""{"conversion":{"memoryMiB":1}}""", "MemoryMiB")]
    [InlineData("""{"engine":{"parallelSteps":0}}""", "ParallelSteps")]
    [InlineData("""{"staging":{"kind":"blob","connectionString":"UseDevelopmentStorage=true"}}""", "Staging:ConnectionString is a secret")]
    [InlineData("{", "migrator.json")]
    public void Load_WrongFile_NamesWhatIsWrong(string json, string named)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Data.Configuration, json);

        UsageException refused = Assert.Throws<UsageException>(() => MigratorConfiguration.Load(folder.Data));

        Assert.Equal("configuration.invalid", refused.Code);
        Assert.Contains(named, refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"staging":{"kind":"blob"}}""")]
    [InlineData("""{"staging":{"kind":"blob","connectionStringVariable":"MIGRATOR_TEST_NOT_SET"}}""")]
    [InlineData("""{"staging":{"kind":"blob","serviceUri":"http://account.example.org"}}""")]
    [InlineData("""{"staging":{"kind":"blob","serviceUri":"https://account.example.org","container":"No"}}""")]
    public async Task List_BlobStagingWithoutAnAccount_SaysWhatIsMissing(string json)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Data.Configuration, json, TestContext.Current.CancellationToken);
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync("list", "--data", folder.Path);

        Assert.Equal(ExitCode.WrongInput, code);
        Assert.Contains("Staging", terminal.Error, StringComparison.Ordinal);
    }

    /// <summary>The Functions host's tests take the same settings.</summary>
    [Theory]
    [InlineData("MIGRATOR_STAGING__CONNECTIONSTRINGVARIABLE=ACCOUNT ACCOUNT=UseDevelopmentStorage=true", ExitCode.Done)]
    [InlineData("MIGRATOR_STAGING__CONNECTIONSTRING=UseDevelopmentStorage=true MIGRATOR_STAGING__RETENTIONDAYS=3", ExitCode.Done)]
    [InlineData("MIGRATOR_STAGING__SERVICEURI=https://account.blob.core.windows.net/ MIGRATOR_STAGING__MANAGEDIDENTITYCLIENTID=app", ExitCode.Done)]
    [InlineData("MIGRATOR_STAGING__CONNECTIONSTRINGVARIABLE=ACCOUNT ACCOUNT=UseDevelopmentStorage=true MIGRATOR_STAGING__CONNECTIONSTRING=UseDevelopmentStorage=true", ExitCode.WrongInput)]
    public async Task List_WithSettingsOfTheFunctionsHost_TakesThem(string told, int code)
    {
        using TemporaryFolder folder = new();
        (string Name, string Value)[] settings = [.. told.Split(' ').Select(value => value.Split('=', 2)).Select(pair => (pair[0], pair[1]))];

        using MigratorProcess started = MigratorProcess.Start(folder.Path, ["list"], null, [("MIGRATOR_STAGING__KIND", "Blob"), .. settings]);
        MigratorResult result = await started.EndAsync();

        Assert.True(code == result.Code, result.Error);
    }

    [Fact]
    public async Task Load_Environment_GoesBeforeTheFile()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Data.Configuration, """{"engine":{"parallelSteps":8}}""", TestContext.Current.CancellationToken);

        using MigratorProcess started = MigratorProcess.Start(folder.Path, ["list"], null, ("MIGRATOR_ENGINE__PARALLELSTEPS", "0"));
        MigratorResult result = await started.EndAsync();

        Assert.Equal(ExitCode.WrongInput, result.Code);
        Assert.Contains("Engine:ParallelSteps is 0", result.Error, StringComparison.Ordinal);
    }
}
