using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.OpenStack.Tests.Suite;

/// <summary>An application credential, made and removed with plain requests: the product never makes one.</summary>
public sealed class TestCredential : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly string path;

    private TestCredential(HttpClient http, string path, string id, string name, string secret) => (this.http, this.path, Id, Name, Secret) = (http, path, id, name, secret);

    public string Id { get; }

    public string Name { get; }

    public string Secret { get; }

    public static async Task<TestCredential> CreateAsync(Cloud cloud, string password, CancellationToken cancellation)
    {
        HttpClient http = new();
        string keystone = cloud.Endpoint.AbsoluteUri.TrimEnd('/');
        JsonObject domain = new() { ["name"] = cloud.Setting("user_domain_name") };
        HttpResponseMessage login = await PostAsync(
            http,
            $"{keystone}/auth/tokens",
            new JsonObject
            {
                ["auth"] = new JsonObject
                {
                    ["identity"] = new JsonObject
                    {
                        ["methods"] = new JsonArray("password"),
                        ["password"] = new JsonObject { ["user"] = new JsonObject { ["name"] = cloud.Setting("username"), ["domain"] = domain, ["password"] = password } },
                    },
                    ["scope"] = new JsonObject { ["project"] = new JsonObject { ["name"] = cloud.Setting("project_name"), ["domain"] = domain.DeepClone() } },
                },
            },
            cancellation);
        login.EnsureSuccessStatusCode();
        http.DefaultRequestHeaders.Add("X-Auth-Token", login.Headers.GetValues("X-Subject-Token").Single());
        JsonNode? token = await login.Content.ReadFromJsonAsync<JsonNode>(cancellation);
        string path = $"{keystone}/users/{token!["token"]!["user"]!["id"]}/application_credentials";
        string name = $"suite-{Guid.NewGuid():N}";
        HttpResponseMessage made = await PostAsync(http, path, new JsonObject { ["application_credential"] = new JsonObject { ["name"] = name } }, cancellation);
        made.EnsureSuccessStatusCode();
        JsonNode credential = (await made.Content.ReadFromJsonAsync<JsonNode>(cancellation))!["application_credential"]!;
        return new TestCredential(http, path, (string)credential["id"]!, name, (string)credential["secret"]!);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string address, JsonObject body, CancellationToken cancellation)
        => http.PostAsync(address, new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json")), cancellation);

    public async ValueTask DisposeAsync()
    {
        (await http.DeleteAsync($"{path}/{Id}")).EnsureSuccessStatusCode();
        http.Dispose();
    }
}
