using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Identity;

/// <summary>Keystone v2.0 tokens (Identity API v2.0, gone since Queens).</summary>
internal sealed class KeystoneV2Endpoints(EmulatedCloud cloud)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/identity/v2.0/tokens", AuthenticateAsync);

    private async Task AuthenticateAsync(HttpContext context)
    {
        Gate.AddRequestId(context);
        JsonObject? auth = (await context.ReadObjectAsync()).Object("auth");
        bool isProject = auth.Text("tenantId") is { } id ? id == cloud.ProjectId : auth.Text("tenantName") == cloud.Options.Project;
        if (!isProject || auth.Text("passwordCredentials", "username") != cloud.Options.User || !cloud.IsPassword(auth.Text("passwordCredentials", "password")))
        {
            await context.KeystoneErrorAsync(401, "The request you have made requires authentication.");
            return;
        }

        (string token, DateTimeOffset issued, DateTimeOffset expires) = cloud.Tokens.Issue();
        await context.JsonAsync(200, new JsonObject
        {
            ["access"] = new JsonObject
            {
                ["token"] = new JsonObject
                {
                    ["id"] = token,
                    ["issued_at"] = Time(issued),
                    ["expires"] = Time(expires),
                    ["tenant"] = new JsonObject { ["id"] = cloud.ProjectId, ["name"] = cloud.Options.Project, ["enabled"] = true },
                },
                ["serviceCatalog"] = ServiceCatalog.Version2(cloud, context.Request.Host),
                ["user"] = new JsonObject { ["id"] = cloud.UserId, ["name"] = cloud.Options.User, ["username"] = cloud.Options.User, ["roles"] = new JsonArray(new JsonObject { ["name"] = "member" }) },
            },
        });
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
