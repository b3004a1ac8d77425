using System.Net;
using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.Hosting;

/// <summary>Pages of the embedded engine, asked for through the HTTP interface.</summary>
public sealed class PagingTests
{
    [Theory]
    [InlineData("migrations", "junk")]
    [InlineData("migrations", "-5")]
    [InlineData("migrations", "99999999999999999999")]
    [InlineData("batches", "junk")]
    public async Task List_TokenThatNoPageGave_IsABadRequestThatNamesTheField(string list, string token)
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();
        await using EmbeddedHost host = await StartAsync(folder, terminal);
        using HttpClient http = new();

        using HttpResponseMessage answer = await http.GetAsync(new Uri(host.Urls[0], $"api/{list}?after={token}"), TestContext.Current.CancellationToken);
        using HttpResponseMessage first = await http.GetAsync(new Uri(host.Urls[0], $"api/{list}?after=7"), TestContext.Current.CancellationToken);
        JsonElement problem = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("request.invalid", problem.GetProperty("code").GetString());
        Assert.Equal("after", problem.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
    }

    [Fact]
    public async Task List_TokenThatNoPageGave_IsWrongInputToTheCommandAlsoBesideAnOwner()
    {
        using TemporaryFolder folder = new();
        using TestTerminal serving = new();
        await using EmbeddedHost host = await StartAsync(folder, serving);
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync("list", "--after", "junk", "--data", folder.Path);

        Assert.Equal(ExitCode.WrongInput, code);
        Assert.Contains("after (--after)", terminal.Error, StringComparison.Ordinal);
    }

    private static Task<EmbeddedHost> StartAsync(TemporaryFolder folder, TestTerminal terminal) => EmbeddedHost.StartAsync(
        folder.Data,
        MigratorConfiguration.Load(folder.Data),
        Listening.Public("http://127.0.0.1:0", key: null),
        Ownership.TryTake(folder.Data)!,
        terminal.Terminal,
        TestContext.Current.CancellationToken);
}
