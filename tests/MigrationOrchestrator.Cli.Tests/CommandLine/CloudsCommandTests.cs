using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.CommandLine;

public sealed class CloudsCommandTests
{
    private const string Canary = "canary-password-5b21";

    [Fact]
    public async Task Add_PasswordFromInput_KeepsItEncryptedOnly()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new(Canary + "\n");

        int code = await terminal.RunAsync([.. Add(folder), "--password-stdin", "--json"]);

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal("file:clouds/north/password", JsonDocument.Parse(terminal.Raw).RootElement.GetProperty("secrets").GetProperty("password").GetString());
        Assert.DoesNotContain(Canary, terminal.Raw + terminal.Output + terminal.Error, StringComparison.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(Canary, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Add_EmptyInput_IsRefused()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync([.. Add(folder), "--password-stdin"]);

        Assert.Equal(ExitCode.WrongInput, code);
        Assert.Contains("secret.input", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_MissingSettings_NamesThem()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync("clouds", "add", "north", "--kind", "openstack", "--endpoint", "http://127.0.0.1:9/v3", "--data", folder.Path);

        Assert.Equal(ExitCode.WrongInput, code);
        Assert.Contains("settings.username", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("secrets.password", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AfterAddAndRemove_ShowsWhatIsThere()
    {
        using TemporaryFolder folder = new();
        using TestTerminal added = new();
        Assert.Equal(ExitCode.Done, await added.RunAsync([.. Add(folder), "--password-env", "NORTH_PASSWORD"]));

        using TestTerminal listed = new();
        await listed.RunAsync("clouds", "list", "--data", folder.Path);
        using TestTerminal removed = new();
        int code = await removed.RunAsync("clouds", "remove", "north", "--data", folder.Path);
        using TestTerminal again = new();
        int missing = await again.RunAsync("clouds", "remove", "north", "--data", folder.Path);

        Assert.Contains("password=env:NORTH_PASSWORD", listed.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(ExitCode.WrongInput, missing);
    }

    private static string[] Add(TemporaryFolder folder) =>
        ["clouds", "add", "north", "--kind", "openstack", "--endpoint", "http://127.0.0.1:9/v3", "--set", "username=demo", "--set", "project_name=demo", "--data", folder.Path];
}
