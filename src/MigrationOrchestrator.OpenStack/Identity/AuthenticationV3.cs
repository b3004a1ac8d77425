using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Settings;

namespace MigrationOrchestrator.OpenStack.Identity;

/// <summary>Keystone v3: password or application credential, scoped to a project by name or id.</summary>
internal sealed class AuthenticationV3(OpenStackHttp http, SecretStores secrets) : IAuthentication
{
    private const string SubjectToken = "X-Subject-Token";

    public async Task<Grant> AuthenticateAsync(OpenStackSettings settings, CancellationToken cancellation)
    {
        Secret secret = await secrets.GetAsync(settings.Secret, cancellation);
        IKeystoneApi keystone = http.Open<IKeystoneApi>(settings.Identity, new IdentityHandler(settings.Trust));
        using HttpResponseMessage response = await keystone.CreateTokenAsync(Body(settings, secret), secret, cancellation);
        if (await OpenStackFailures.FromAnswerAsync(response) is { } refused)
        {
            throw refused;
        }

        TokenBody? token = (await ReadAsync(response, cancellation))?.Token;
        string? text = response.Headers.TryGetValues(SubjectToken, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
        if (token is null || string.IsNullOrEmpty(text))
        {
            throw OpenStackFailures.Fail("cloud.protocol", $"Keystone at {settings.Identity.Authority} granted no token.", "Check that the endpoint is Keystone's.");
        }

        if (token.Project is not { Id: { } projectId })
        {
            throw OpenStackFailures.Fail("cloud.unscoped", "Keystone granted a token without a project.", $"Name the project by {OpenStackSettings.Project} or {OpenStackSettings.ProjectId}.");
        }

        return new Grant(new Secret(text), token.ExpiresAt, token.User?.Name ?? "", projectId, token.Project.Name ?? projectId, "v3", CatalogOf(token));
    }

    private static async Task<TokenAnswer?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(OpenStackJson.Default.TokenAnswer, cancellation);
        }
        catch (JsonException wrong)
        {
            throw OpenStackFailures.FromContent(response, wrong);
        }
    }

    private static Catalog CatalogOf(TokenBody token) => new(
    [
        .. from service in token.Catalog ?? []
           where service.Type is not null
           from endpoint in service.Endpoints ?? []
           let known = CatalogEndpoint.Of(service.Type!, endpoint.Interface, endpoint.RegionId ?? endpoint.Region, endpoint.Url)
           where known is not null
           select known,
    ]);

    private static JsonObject Body(OpenStackSettings settings, Secret secret)
    {
        if (settings.UsesCredential)
        {
            JsonObject credential = new() { ["secret"] = secret.Reveal() };
            if (settings[OpenStackSettings.CredentialId] is { } id)
            {
                credential["id"] = id;
            }
            else
            {
                credential["name"] = settings[OpenStackSettings.CredentialName];
                credential["user"] = UserOf(settings);
            }

            // An application credential brings its project along; Keystone refuses a scope beside it.
            return Auth(new JsonObject { ["methods"] = new JsonArray("application_credential"), ["application_credential"] = credential });
        }

        JsonObject user = UserOf(settings);
        user["password"] = secret.Reveal();
        JsonObject project = settings[OpenStackSettings.ProjectId] is { } projectId
            ? new JsonObject { ["id"] = projectId }
            : new JsonObject { ["name"] = settings[OpenStackSettings.Project], ["domain"] = DomainOf(settings[OpenStackSettings.ProjectDomainId], settings[OpenStackSettings.ProjectDomain]) };
        return Auth(
            new JsonObject { ["methods"] = new JsonArray("password"), ["password"] = new JsonObject { ["user"] = user } },
            new JsonObject { ["project"] = project });
    }

    private static JsonObject Auth(JsonObject identity, JsonObject? scope = null)
    {
        JsonObject auth = new() { ["identity"] = identity };
        if (scope is not null)
        {
            auth["scope"] = scope;
        }

        return new JsonObject { ["auth"] = auth };
    }

    private static JsonObject UserOf(OpenStackSettings settings) => settings[OpenStackSettings.UserId] is { } id
        ? new JsonObject { ["id"] = id }
        : new JsonObject { ["name"] = settings[OpenStackSettings.User], ["domain"] = DomainOf(settings[OpenStackSettings.UserDomainId], settings[OpenStackSettings.UserDomain]) };

    private static JsonObject DomainOf(string? id, string? name) => (id, name) switch
    {
        ({ } known, _) => new JsonObject { ["id"] = known },
        (null, { } known) => new JsonObject { ["name"] = known },
        _ => new JsonObject { ["id"] = "default" },
    };
}
