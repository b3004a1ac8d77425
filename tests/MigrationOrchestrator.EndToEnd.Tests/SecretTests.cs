using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MigrationOrchestrator.EndToEnd.Tests.Harness;

namespace MigrationOrchestrator.EndToEnd.Tests;

/// <summary>Passwords and tokens are searched in every byte that the program wrote, in every form that they could have there.</summary>
public sealed class SecretTests
{
    private const string Wrong = "+/canaryWrongPa55word <ü>";
    private const string Mistyped = "+/\"canaryMistypedPa55word\" <ü>";
    private const string Id = "secrets";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Authorization: Basic {0}")]
    [InlineData("{0}")]
    public void Canary_InBase64AfterAUsersName_IsFound(string line)
    {
        foreach (string user in (string[])["a:", "op:", "operator@demo:", "operator@demo2:"])
        {
            string text = string.Format(null, line, Convert.ToBase64String(Encoding.UTF8.GetBytes(user + TwoClouds.TargetPassword)));
            Assert.Contains("Base64", new Canary("the password", TwoClouds.TargetPassword).FindIn(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);
        }

        Assert.Null(new Canary("the password", TwoClouds.TargetPassword).FindIn(Encoding.UTF8.GetBytes(TwoClouds.SourcePassword)));
    }

    [Fact]
    public async Task Migration_WhileItRunsAndAfterItsEnd_HasWrittenNoSecretAnywhere()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServerAsync("web", 8);
        await RegisterInTheFileStoreAsync(clouds);

        // Killed while it uploads: what rests in staging, in the engine's file and its log is searched as it lies there.
        clouds.VCloud.Faults.BandwidthBytesPerSecond = 256 << 10;
        await clouds.Migrator.ServeAsync(async http =>
        {
            await RegisterOverHttpAsync(clouds, http);
            await SendWrongInputAsync(clouds, http);
            await AskCloudsAsync(http);
            await StartAsync(http);
            await new MigrationApi(http).UntilAsync(Id, _ => clouds.VCloud.State.Uploads.Any(upload => upload.ReceivedBytes > 0));
            await AskMigrationAsync(http);
        });
        Assert.NotEmpty(Directory.EnumerateFiles(clouds.StagingFolder, "*", SearchOption.AllDirectories));
        AssertNoSecret(clouds);

        clouds.VCloud.Faults.Clear();
        await clouds.Migrator.ServeAsync(async http =>
        {
            Assert.Equal("done", MigrationApi.State(await new MigrationApi(http).EndAsync(Id)));
            await AskMigrationAsync(http);
        });
        await UseCommandsAsync(clouds);
        Assert.True(Directory.Exists(Path.Combine(clouds.Migrator.DataFolder, "receipts")), "A run has written its receipt.");
        AssertNoSecret(clouds);
    }

    /// <summary>The command line puts passwords into the encrypted file.</summary>
    private static async Task RegisterInTheFileStoreAsync(TwoClouds clouds)
    {
        Ended added = await clouds.Migrator.RunWithInputAsync(
            TwoClouds.SourcePassword,
            "clouds", "add", "north-file", "--kind", "openstack", "--endpoint", clouds.OpenStack.AuthUrl.ToString(), "--set", "username=demo", "--set", "project_name=demo",
            "--set", "user_domain_name=Default", "--set", "project_domain_name=Default", "--password-stdin", "--json");
        Assert.True(added.ExitCode == 0, added.ToString());
    }

    /// <summary>So does the HTTP interface; vCloud's legacy session and an API token sign in in their own ways.</summary>
    private static async Task RegisterOverHttpAsync(TwoClouds clouds, HttpClient http)
    {
        string endpoint = clouds.VCloud.Endpoint.ToString();
        object[] registrations =
        [
            new { name = "vcd-token", kind = "vcloud", endpoint, settings = new { organisation = "demo", auth = "token" }, secrets = new { token = TwoClouds.TargetToken } },
            new { name = "vcd-legacy", kind = "vcloud", endpoint, settings = new { organisation = "demo", user = "operator", apiVersion = "5.1" }, secrets = new { password = TwoClouds.TargetPassword } },
            new { name = "vcd-wrong", kind = "vcloud", endpoint, settings = new { organisation = "demo", user = "operator" }, secrets = new { password = Wrong } },
        ];
        foreach (object registration in registrations)
        {
            using HttpResponseMessage answer = await http.PostAsJsonAsync("/api/clouds", registration, Token);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        }
    }

    /// <summary>Secrets where they do not belong must not come back in the problem.</summary>
    private static async Task SendWrongInputAsync(TwoClouds clouds, HttpClient http)
    {
        string endpoint = clouds.VCloud.Endpoint.ToString();
        (string Path, object Body)[] wrong =
        [
            ("/api/clouds", new { name = "x", kind = "vcloud", endpoint, settings = new { organisation = "demo", user = "operator", password = Mistyped } }),
            ("/api/clouds", new { name = "x", kind = "vcloud", endpoint, settings = new { organisation = "demo", user = "operator" }, secrets = new { pasword = Mistyped } }),
            ("/api/clouds", new { name = "x", kind = "vcloud", endpoint, settings = new { organisation = "demo", user = "operator" }, secrets = new { password = new[] { Mistyped } } }),
            ("/api/clouds", new { name = "x", kind = "vcloud", endpoint, settings = new { organisation = "demo", user = "operator" }, secretReferences = new { password = Mistyped } }),
            ("/api/clouds", new { name = "x", kind = "vcloud", endpoint = $"http://operator:{Uri.EscapeDataString(Mistyped)}@127.0.0.1:1/", settings = new { organisation = "demo", user = "operator" }, secrets = new { password = Mistyped } }),
            ("/api/migrations", new { source = new { cloud = TwoClouds.Source, machine = "web", password = Mistyped }, target = new { cloud = TwoClouds.Target } }),
            ("/api/plans", new { source = new { cloud = TwoClouds.Source, machine = "web" }, target = new { cloud = TwoClouds.Target, token = Mistyped } }),
        ];
        foreach ((string path, object body) in wrong)
        {
            using HttpResponseMessage answer = await http.PostAsJsonAsync(path, body, Token);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path} {JsonSerializer.Serialize(body)}: {answer.StatusCode}");
        }

        using StringContent broken = new($$"""{"name": "x", "secrets": {"password": "{{Wrong}}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage refused = await http.PostAsync("/api/clouds", broken, Token);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static async Task AskCloudsAsync(HttpClient http)
    {
        foreach ((string cloud, bool opens) in new[] { ("north-file", true), (TwoClouds.Source, true), ("vcd-token", true), ("vcd-legacy", true), ("vcd-wrong", false) })
        {
            using HttpResponseMessage answer = await http.PostAsync($"/api/clouds/{cloud}/test", null, Token);
            Assert.True(answer.IsSuccessStatusCode == opens, $"{cloud}: {answer.StatusCode}");
        }

        foreach (string path in (string[])["/api/clouds", "/api/clouds/vcd-legacy/catalogs", "/api/clouds/vcd-wrong/catalogs", "/api/clouds/north-file/servers", "/openapi/v1.json", "/health/ready", "/"])
        {
            using HttpResponseMessage answer = await http.GetAsync(path, Token);
            Assert.NotEqual(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    private static async Task StartAsync(HttpClient http)
    {
        object request = new { source = new { cloud = "north-file", machine = "web" }, target = new { cloud = "vcd-token", catalog = "templates" } };
        using HttpResponseMessage answer = await http.PostAsJsonAsync($"/api/migrations?id={Id}", request, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static async Task AskMigrationAsync(HttpClient http)
    {
        foreach (string path in (string[])["/api/migrations", $"/api/migrations/{Id}", $"/api/migrations/{Id}/history", $"/api/migrations/{Id}/receipt"])
        {
            using HttpResponseMessage answer = await http.GetAsync(path, Token);
            Assert.Contains(Id, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
    }

    private static async Task UseCommandsAsync(TwoClouds clouds)
    {
        string[] run = ["run", "--from", "north-file", "--machine", "web", "--name", "again", "--catalog", "templates", "--to"];
        Assert.Equal(0, (await clouds.Migrator.RunAsync([.. run, "vcd-legacy"])).ExitCode);
        Assert.Equal(1, (await clouds.Migrator.RunAsync([.. run, "vcd-wrong", "--json"])).ExitCode);
        foreach (string[] command in (string[][])[["history", Id, "--json"], ["history", Id], ["status", Id, "--json"], ["list"], ["clouds", "list"], ["clouds", "list", "--json"], ["clouds", "test", "vcd-wrong"]])
        {
            Assert.NotEmpty((await clouds.Migrator.RunAsync(command)).ToString());
        }
    }

    private static void AssertNoSecret(TwoClouds clouds)
    {
        Assert.NotEmpty(clouds.OpenStack.IssuedTokens);
        Assert.Contains(clouds.VCloud.IssuedTokens, token => token.StartsWith("eyJ", StringComparison.Ordinal));
        Assert.Contains(clouds.VCloud.IssuedTokens, token => token.Length == 32);
        Canary[] canaries =
        [
            new("the source's password", TwoClouds.SourcePassword), new("the target's password", TwoClouds.TargetPassword), new("the target's API token", TwoClouds.TargetToken),
            new("a wrong password", Wrong), new("a password in the wrong place", Mistyped),
            .. clouds.OpenStack.IssuedTokens.Select(token => new Canary("a token of the source", token)),
            .. clouds.VCloud.IssuedTokens.Select(token => new Canary("a token of the target", token)),
        ];
        List<string> found = [];
        Search("standard output and error", Encoding.UTF8.GetBytes(clouds.Migrator.Said.ToString()));
        foreach (HeardAnswers heard in clouds.Migrator.Heard)
        {
            Search("HTTP answers", heard.Bytes);
        }

        foreach (string file in Directory.EnumerateFiles(clouds.Migrator.DataFolder, "*", SearchOption.AllDirectories))
        {
            Search(file, File.ReadAllBytes(file));
        }

        Assert.True(found.Count == 0, string.Join("\n", found.Distinct()));

        void Search(string where, byte[] content) => found.AddRange(canaries.Select(canary => canary.FindIn(content)).OfType<string>().Select(what => $"{where} holds {what}"));
    }
}
