using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Identity;

/// <summary>Keystone v3: tokens by password or application credential, and the creation of such credentials.</summary>
internal sealed class KeystoneV3Endpoints(EmulatedCloud cloud)
{
    private const string Refused = "The request you have made requires authentication.";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/identity/v3/auth/tokens", AuthenticateAsync);
        routes.MapPost("/identity/v3/users/{user}/application_credentials", CreateCredentialAsync);
        routes.MapDelete("/identity/v3/users/{user}/application_credentials/{id}", DeleteCredentialAsync);
    }

    private async Task AuthenticateAsync(HttpContext context)
    {
        Gate.AddRequestId(context);
        // Behind a WSGI server, as Debian's, a body without a length is none.
        JsonObject? body = context.Request.ContentLength is null ? null : await context.ReadObjectAsync();
        if (body.Object("auth") is not { } auth || auth["identity"].Object() is not { } identity)
        {
            await context.KeystoneErrorAsync(400, "Expecting to find auth in request body. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.");
            return;
        }

        string method = identity["methods"] is JsonArray { Count: > 0 } methods ? methods[0].Text() ?? "" : "";
        bool scoped = method == "application_credential" || auth.Object("scope", "project") is not null;
        bool known = method switch
        {
            "password" => IsUser(identity.Object("password", "user")) && cloud.IsPassword(identity.Text("password", "user", "password")) && (!scoped || IsProject(auth.Object("scope", "project"))),
            "application_credential" => IsCredential(identity.Object("application_credential")),
            _ => false,
        };
        if (!known)
        {
            await context.KeystoneErrorAsync(401, Refused);
            return;
        }

        (string token, DateTimeOffset issued, DateTimeOffset expires) = cloud.Tokens.Issue();
        context.Response.Headers["X-Subject-Token"] = token;
        context.Response.Headers.Vary = Gate.TokenHeader;
        JsonObject domain = new() { ["id"] = "default", ["name"] = cloud.Options.Domain };
        JsonObject granted = new()
        {
            ["methods"] = new JsonArray(method),
            ["user"] = new JsonObject { ["domain"] = domain, ["id"] = cloud.UserId, ["name"] = cloud.Options.User, ["password_expires_at"] = null },
            ["audit_ids"] = new JsonArray(Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=')),
            ["expires_at"] = Time(expires),
            ["issued_at"] = Time(issued),
        };
        if (scoped)
        {
            granted["project"] = new JsonObject { ["domain"] = domain.DeepClone(), ["id"] = cloud.ProjectId, ["name"] = cloud.Options.Project };
            granted["is_domain"] = false;
            granted["roles"] = new JsonArray(new JsonObject { ["id"] = "9fe2ff9ee4384b1894a90878d3e92bab", ["name"] = "member" });
            granted["catalog"] = ServiceCatalog.Version3(cloud, context.Request.Host);
        }

        await context.JsonAsync(201, new JsonObject { ["token"] = granted });
    }

    private async Task CreateCredentialAsync(HttpContext context)
    {
        Gate.AddRequestId(context);
        if (!cloud.Tokens.IsValid(context.Request.Headers[Gate.TokenHeader]))
        {
            await context.KeystoneErrorAsync(401, Refused);
            return;
        }

        JsonObject? asked = (await context.ReadObjectAsync()).Object("application_credential");
        EmulatedCredential made = new(Guid.NewGuid().ToString("N"), asked.Text("name") ?? "unnamed", asked.Text("secret") ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        cloud.Credentials.Add(made);
        await context.JsonAsync(201, new JsonObject
        {
            ["application_credential"] = new JsonObject { ["id"] = made.Id, ["name"] = made.Name, ["secret"] = made.Secret, ["project_id"] = cloud.ProjectId },
        });
    }

    private Task DeleteCredentialAsync(HttpContext context)
    {
        Gate.AddRequestId(context);
        if (!cloud.Tokens.IsValid(context.Request.Headers[Gate.TokenHeader]))
        {
            return context.KeystoneErrorAsync(401, Refused);
        }

        string id = (string)context.Request.RouteValues["id"]!;
        return cloud.Credentials.Remove(id) is null
            ? context.KeystoneErrorAsync(404, $"Could not find Application Credential: {id}.")
            : context.EmptyAsync(204);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.000000Z", CultureInfo.InvariantCulture);

    private bool IsUser(JsonObject? user) => user.Text("id") is { } id ? id == cloud.UserId : user.Text("name") == cloud.Options.User && IsDomain(user.Object("domain"));

    private bool IsProject(JsonObject? project) => project.Text("id") is { } id ? id == cloud.ProjectId : project.Text("name") == cloud.Options.Project && IsDomain(project.Object("domain"));

    private bool IsDomain(JsonObject? domain) => domain.Text("id") == "default" || domain.Text("name") == cloud.Options.Domain;

    private bool IsCredential(JsonObject? given)
    {
        EmulatedCredential? credential = given.Text("id") is { } id
            ? cloud.Credentials.Find(id)
            : IsUser(given.Object("user")) ? cloud.Credentials.All.FirstOrDefault(one => one.Name == given.Text("name")) : null;
        return credential is not null && credential.Secret == given.Text("secret");
    }
}
