using System.Net;
using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.Processes;

public sealed class ServeProcessTests
{
    [Fact]
    public async Task Serve_OtherCommands_GoThroughIt()
    {
        using TemporaryFolder folder = new();
        using MigratorProcess serve = MigratorProcess.Start(folder.Path, ["serve", "--url", "http://127.0.0.1:0", "--json"]);
        string url = JsonDocument.Parse(await serve.ReadLineAsync()).RootElement.GetProperty("url").GetString()!;

        MigratorResult added = await MigratorProcess.RunAsync(folder.Path, "clouds", "add", "north", "--kind", "openstack", "--endpoint", "http://127.0.0.1:9/v3", "--set", "username=demo", "--set", "project_name=demo", "--password-env", "NORTH");
        MigratorResult refused = await MigratorProcess.RunAsync(folder.Path, "run", "--from", "north", "--machine", "web-1", "--to", "nowhere");
        MigratorResult second = await MigratorProcess.RunAsync(folder.Path, "serve", "--url", "http://127.0.0.1:0");
        using HttpClient http = new();
        string clouds = await http.GetStringAsync(new Uri($"{url}api/clouds"), TestContext.Current.CancellationToken);
        using HttpResponseMessage ready = await http.GetAsync(new Uri($"{url}health/ready"), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, added.Code);
        Assert.Contains("north", clouds, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal(ExitCode.WrongInput, refused.Code);
        Assert.Contains("target.cloud (--to)", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongInput, second.Code);
        Assert.Contains("data.busy", second.Error, StringComparison.Ordinal);

        await serve.SignalAsync("INT");
        Assert.Equal(ExitCode.Done, (await serve.EndAsync()).Code);
        Assert.False(File.Exists(folder.Data.Owner));
    }

    [Fact]
    public async Task Serve_Killed_LeavesTheFolderUsable()
    {
        using TemporaryFolder folder = new();
        using MigratorProcess serve = MigratorProcess.Start(folder.Path, ["serve", "--url", "http://127.0.0.1:0", "--json"]);
        await serve.ReadLineAsync();

        await serve.SignalAsync("KILL");
        await serve.EndAsync();
        MigratorResult list = await MigratorProcess.RunAsync(folder.Path, "list", "--json");

        Assert.Equal(ExitCode.Done, list.Code);
    }

    [Fact]
    public async Task Serve_KeyConfigured_DemandsIt()
    {
        using TemporaryFolder folder = new();
        using MigratorProcess serve = MigratorProcess.Start(folder.Path, ["serve", "--url", "http://127.0.0.1:0", "--json"], null, ("MIGRATOR_WEB__KEY", "a-key-of-enough-length"));
        string url = JsonDocument.Parse(await serve.ReadLineAsync()).RootElement.GetProperty("url").GetString()!;

        using HttpClient http = new();
        using HttpResponseMessage without = await http.GetAsync(new Uri($"{url}api/migrations"), TestContext.Current.CancellationToken);
        using HttpResponseMessage with = await http.GetAsync(new Uri($"{url}api/migrations?code=a-key-of-enough-length"), TestContext.Current.CancellationToken);
        MigratorResult list = await MigratorProcess.RunAsync(folder.Path, "list");

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
        Assert.Equal(ExitCode.Done, list.Code);
    }

    [Fact]
    public async Task Output_NoTerminal_HasNoEscapes()
    {
        using TemporaryFolder folder = new();

        MigratorResult help = await MigratorProcess.RunAsync(folder.Path, "run", "--help");
        MigratorResult error = await MigratorProcess.RunAsync(folder.Path, "status", "m-1");
        MigratorResult list = await MigratorProcess.RunAsync(folder.Path, "list");

        Assert.Equal(ExitCode.Done, help.Code);
        Assert.Contains("Examples:", help.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', help.Output + error.Error + list.Output);
        Assert.Equal("", error.Output);
    }
}
