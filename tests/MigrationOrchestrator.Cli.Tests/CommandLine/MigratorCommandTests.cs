using System.CommandLine;
using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.CommandLine;

public sealed class MigratorCommandTests
{
    [Fact]
    public void Commands_All_ArePartOfTheContract()
    {
        using TestTerminal terminal = new();

        string[] names = [.. MigratorCommand.Create(terminal.Terminal).Subcommands.Select(command => command.Name)];

        string[] expected = ["approve", "batch", "cancel", "clouds", "convert", "demo", "digest", "emulate", "history", "inspect", "list", "plan", "replay", "resume", "retry", "run", "schedules", "serve", "status", "suspend", "watch"];
        Assert.All(expected, name => Assert.Contains(name, names));
    }

    [Fact]
    public void Commands_All_HaveADescriptionAndExamples()
    {
        using TestTerminal terminal = new();

        foreach (Command command in Leaves(MigratorCommand.Create(terminal.Terminal)))
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name);
            Assert.NotEmpty(Assert.IsType<DocumentedCommand>(command).Examples);
            Assert.All(command.Options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description), $"{command.Name} {option.Name}"));
            Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrWhiteSpace(argument.Description), $"{command.Name} {argument.Name}"));
        }
    }

    [Fact]
    public void Options_None_TakesASecretAsItsValue()
    {
        using TestTerminal terminal = new();

        Assert.All(Leaves(MigratorCommand.Create(terminal.Terminal)), command => Assert.DoesNotContain(command.Options, option => option.Name is "--password" or "--token" or "--key"));
    }

    [Theory]
    [InlineData("run", "--from", "a", "--to", "b")]
    [InlineData("run", "--from", "a/b", "--machine", "m", "--to", "b")]
    [InlineData("status", "no id")]
    [InlineData("clouds", "add", "north", "--kind", "openstack", "--endpoint", "nowhere")]
    [InlineData("clouds", "add", "north", "--kind", "openstack", "--endpoint", "http://127.0.0.1:1", "--set", "user")]
    [InlineData("clouds", "add", "north", "--kind", "openstack", "--endpoint", "http://127.0.0.1:1", "--secret", "password=hunter2")]
    [InlineData("list", "--limit", "0")]
    [InlineData("list", "--after", "junk")]
    [InlineData("list", "--after=-5")]
    [InlineData("batch", "list", "--after", "junk")]
    [InlineData("batch")]
    [InlineData("batch", "no-such-file.yaml")]
    [InlineData("batch", "no-such-file.yaml", "--resume", "b-1")]
    [InlineData("batch", "--resume", "b.1")]
    [InlineData("batch", "status", "b.1")]
    [InlineData("batch", "approve")]
    [InlineData("schedules", "add", "s", "--cron", "0 0 * * *")]
    [InlineData("schedules", "add", "s", "--cron", "0 0 * * *", "--batch-file", "not-saved")]
    [InlineData("frobnicate")]
    public async Task Run_WrongInput_EndsWithTwo(params string[] arguments)
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync([.. arguments, "--data", folder.Path]);

        Assert.Equal(ExitCode.WrongInput, code);
    }

    [Fact]
    public async Task Run_MissingOptions_NamesEachWithItsField()
    {
        using TestTerminal terminal = new();

        await terminal.RunAsync("run");

        Assert.Contains("source.cloud (--from)", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("source.machine (--machine)", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("target.cloud (--to)", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--approval", "--approval cannot be combined with --request: put it into the file.")]
    [InlineData("plan", "--to=vcd --name=web-2", "--to, --name cannot be combined with --request: put them into the file.")]
    [InlineData("run", "--parallel-disks=1 --deploy=false", "--deploy, --parallel-disks cannot be combined with --request: put them into the file.")]
    public async Task Run_RequestFileAndOptions_NamesTheOptionsThatWouldCountForNothing(string command, string options, string message)
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();
        await File.WriteAllTextAsync(folder.File("request.json"), """{"source":{"cloud":"north","machine":"web-1"},"target":{"cloud":"vcd"}}""", TestContext.Current.CancellationToken);

        int code = await terminal.RunAsync([command, "--request", folder.File("request.json"), .. options.Split(' '), "--data", folder.Path, "--json"]);

        Assert.Equal(ExitCode.WrongInput, code);
        JsonElement error = JsonDocument.Parse(terminal.Raw).RootElement;
        Assert.Equal("usage.request", error.GetProperty("code").GetString());
        Assert.Equal(message, error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Run_ResumeAndOptions_NamesTheOptionsThatWouldCountForNothing()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync("run", "--resume", "m-1", "--to", "vcd", "--approval", "--data", folder.Path, "--json");

        Assert.Equal(ExitCode.WrongInput, code);
        JsonElement error = JsonDocument.Parse(terminal.Raw).RootElement;
        Assert.Equal("--to, --approval cannot be combined with --resume: what was asked for when it was started is kept.", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Run_RequestFileAlone_IsRead()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();
        await File.WriteAllTextAsync(folder.File("request.json"), """{"source":{"cloud":"nowhere","machine":"web-1"},"target":{"cloud":"vcd"}}""", TestContext.Current.CancellationToken);

        await terminal.RunAsync("plan", "--request", folder.File("request.json"), "--data", folder.Path);

        Assert.DoesNotContain("cannot be combined", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_SecretThatIsNoReference_IsNotRepeated()
    {
        using TestTerminal terminal = new();

        await terminal.RunAsync("clouds", "add", "north", "--kind", "openstack", "--endpoint", "http://127.0.0.1:1", "--secret", "password=hunter2");

        Assert.DoesNotContain("hunter2", terminal.Error + terminal.Output + terminal.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_JsonAndWrongUsage_WritesAJsonError()
    {
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync("list", "--limit", "many", "--json");

        Assert.Equal(ExitCode.WrongInput, code);
        Assert.Equal("usage", JsonDocument.Parse(terminal.Raw).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task List_EmptyFolder_IsEmptyAndChangesNothing()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync("list", "--json", "--data", folder.Path);

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(0, JsonDocument.Parse(terminal.Raw).RootElement.GetProperty("items").GetArrayLength());
        Assert.False(File.Exists(folder.Data.Engine));
    }

    [Fact]
    public async Task Status_UnknownMigration_SaysWhatToDo()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync("status", "m-1", "--data", folder.Path);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("migration.unknown", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("what to do", terminal.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<Command> Leaves(Command command) => command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);
}
