using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Emulators.OpenStack;

namespace MigrationOrchestrator.Emulators.Tests.OpenStack;

/// <summary>Talks to an emulated OpenStack in bare HTTP, as anybody's client would.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly HttpClient http = new();
    private readonly Uri root;

    private RawClient(Uri root)
    {
        this.root = root;
        http.DefaultRequestHeaders.Accept.ParseAdd("*/*");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RawClient> LoginAsync(OpenStackEmulator emulator)
    {
        RawClient client = new(new Uri(emulator.AuthUrl, "/"));
        HttpResponseMessage token = await client.SendAsync("POST", "/identity/v3/auth/tokens", Password(emulator.Options.Password));
        client.http.DefaultRequestHeaders.Add("X-Auth-Token", token.Headers.GetValues("X-Subject-Token").Single());
        return client;
    }

    public static JsonObject Password(string password) => new()
    {
        ["auth"] = new JsonObject
        {
            ["identity"] = new JsonObject
            {
                ["methods"] = new JsonArray("password"),
                ["password"] = new JsonObject { ["user"] = new JsonObject { ["name"] = "demo", ["domain"] = new JsonObject { ["name"] = "Default" }, ["password"] = password } },
            },
            ["scope"] = new JsonObject { ["project"] = new JsonObject { ["name"] = "demo", ["domain"] = new JsonObject { ["id"] = "default" } } },
        },
    };

    public Task<HttpResponseMessage> SendAsync(string method, string path, JsonObject? body = null, params (string Name, string Value)[] headers)
        => SendAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json")), headers);

    public Task<HttpResponseMessage> UploadAsync(string path, byte[] bytes, string type = "application/octet-stream")
    {
        ByteArrayContent content = new(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return SendAsync("PUT", path, content, []);
    }

    public async Task<JsonNode> GetAsync(string path, params (string Name, string Value)[] headers)
        => JsonNode.Parse(await (await SendAsync("GET", path, (HttpContent?)null, headers)).Content.ReadAsStringAsync(Cancellation))!;

    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> done)
    {
        for (; ; await Task.Delay(20, Cancellation))
        {
            JsonNode now = await GetAsync(path);
            if (done(now))
            {
                return now;
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(root, path)) { Content = content };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, Cancellation);
    }
}
