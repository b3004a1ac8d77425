using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Json;

namespace MigrationOrchestrator.Web.Tests.Page;

public sealed partial class PageTests
{
    [Fact]
    public async Task Page_EveryFileItNames_IsServed()
    {
        await using WebHost host = await WebHost.StartAsync();
        Queue<string> open = new(["/"]);
        HashSet<string> seen = [];

        while (open.TryDequeue(out string? path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            using HttpResponseMessage answer = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answered {answer.StatusCode}");
            string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            foreach (Match match in Reference().Matches(text))
            {
                open.Enqueue("/page/" + match.Groups[1].Value);
            }
        }

        Assert.Contains("/page/form.js", seen);
        Assert.Contains("/page/page.css", seen);
        Assert.Contains("/page/batches.js", seen);
        Assert.Contains("/page/schedules.js", seen);
    }

    [Fact]
    public async Task Page_Policy_AllowsOnlyItsOwnFiles()
    {
        await using WebHost host = await WebHost.StartAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync("/", TestContext.Current.CancellationToken);

        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Page_FileThatIsNotThere_IsNotFound()
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, _) = await host.SendAsync(HttpMethod.Get, "/page/../MigrationOrchestrator.Web.csproj");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task OpenApi_Document_DescribesEveryRoute()
    {
        await using WebHost host = await WebHost.StartAsync();

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Get, "/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonElement paths = body.GetProperty("paths");
        string[] expected =
        [
            "/api/migrations", "/api/migrations/{id}", "/api/migrations/{id}/history", "/api/migrations/{id}/receipt", "/api/migrations/{id}/events/{name}",
            "/api/migrations/{id}/cancel", "/api/migrations/{id}/terminate", "/api/migrations/{id}/suspend", "/api/migrations/{id}/resume", "/api/migrations/{id}/retry",
            "/api/batches", "/api/batches/{id}", "/api/batches/{id}/events/{name}", "/api/batches/{id}/cancel", "/api/batches/{id}/terminate", "/api/batches/{id}/suspend", "/api/batches/{id}/resume",
            "/api/batches/{id}/retry", "/api/batch-files", "/api/batch-files/{name}", "/api/schedules", "/api/schedules/{name}", "/api/schedules/{name}/slots",
            "/api/plans", "/api/clouds", "/api/clouds/{name}", "/api/clouds/{name}/test", "/api/clouds/{name}/{kind}", "/health/live", "/health/ready",
        ];
        Assert.All(expected, path => Assert.True(paths.TryGetProperty(path, out _), $"{path} is missing"));
        JsonElement cloud = body.GetProperty("components").GetProperty("schemas").GetProperty("MachineRef").GetProperty("properties").GetProperty("cloud");
        Assert.Contains("string", cloud.GetRawText() + body.GetProperty("components").GetProperty("schemas").GetRawText(), StringComparison.Ordinal);
        Assert.True(paths.GetProperty("/api/migrations").GetProperty("post").TryGetProperty("requestBody", out _));
    }

    [Fact]
    public async Task Page_StateNames_AreThoseOfTheWire()
    {
        await using WebHost host = await WebHost.StartAsync();
        string script = await host.Client.GetStringAsync("/page/list.js", TestContext.Current.CancellationToken) + await host.Client.GetStringAsync("/page/detail.js", TestContext.Current.CancellationToken);

        string[] named = [.. StateLists().Matches(script).SelectMany(list => Quoted().Matches(list.Value)).Concat(StateComparisons().Matches(script)).Select(match => match.Groups[1].Value)];

        Assert.Contains("waitingForApproval", named);
        Assert.All(named, name => Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(JsonSerializer.Deserialize<MigrationState>($"\"{name}\"", WebJson.Options), WebJson.Options)));
    }

    [Fact]
    public async Task Page_BatchStateNames_AreThoseOfTheWire()
    {
        await using WebHost host = await WebHost.StartAsync();
        string script = await host.Client.GetStringAsync("/page/batches.js", TestContext.Current.CancellationToken);
        string[] known = [.. Enum.GetValues<BatchState>().Select(state => JsonSerializer.Serialize(state, WebJson.Options)), .. Enum.GetValues<BatchMachineState>().Select(state => JsonSerializer.Serialize(state, WebJson.Options))];

        string[] named = [.. StateLists().Matches(script).SelectMany(list => Quoted().Matches(list.Value)).Concat(StateComparisons().Matches(script)).Select(match => match.Groups[1].Value)];

        Assert.Contains("incomplete", named);
        Assert.Contains("waiting", named);
        Assert.All(named, name => Assert.Contains($"\"{name}\"", known));
    }

    [GeneratedRegex(@"\[[^\]]*\]\.includes\(state\)")]
    private static partial Regex StateLists();

    [GeneratedRegex("'([a-zA-Z]+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("state === '([a-zA-Z]+)'")]
    private static partial Regex StateComparisons();

    [GeneratedRegex("""(?:"page/|'\./)([a-z]+\.(?:js|css|svg))['"]""")]
    private static partial Regex Reference();
}
