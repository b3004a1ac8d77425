using System.Text.Json.Nodes;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Settings;

namespace MigrationOrchestrator.OpenStack.Identity;

/// <summary>Keystone v2.0, which clouds before Queens have: user and password, scoped to a tenant.</summary>
internal sealed class AuthenticationV2(OpenStackHttp http, SecretStores secrets) : IAuthentication
{
    public async Task<Grant> AuthenticateAsync(OpenStackSettings settings, CancellationToken cancellation)
    {
        Secret secret = await secrets.GetAsync(settings.Secret, cancellation);
        JsonObject auth = new()
        {
            ["passwordCredentials"] = new JsonObject { ["username"] = settings[OpenStackSettings.User], ["password"] = secret.Reveal() },
        };
        if (settings[OpenStackSettings.ProjectId] is { } id)
        {
            auth["tenantId"] = id;
        }
        else
        {
            auth["tenantName"] = settings[OpenStackSettings.Project];
        }

        IKeystoneApi keystone = http.Open<IKeystoneApi>(settings.Identity, new IdentityHandler(settings.Trust));
        Access? access = (await keystone.CreateTokenV2Async(new JsonObject { ["auth"] = auth }, secret, cancellation)).Access;
        return access?.Token is { Id: { Length: > 0 } token, Tenant: { Id: { } tenantId } tenant }
            ? new Grant(new Secret(token), access.Token.Expires, access.User?.Name ?? "", tenantId, tenant.Name ?? tenantId, "v2.0", CatalogOf(access))
            : throw OpenStackFailures.Fail("cloud.unscoped", "Keystone granted no token with a tenant.", $"Name the tenant by {OpenStackSettings.Project} or {OpenStackSettings.ProjectId}.");
    }

    private static Catalog CatalogOf(Access access) => new(
    [
        .. from service in access.ServiceCatalog ?? []
           where service.Type is not null
           from endpoint in service.Endpoints ?? []
           from address in new[] { ("public", endpoint.PublicUrl), ("internal", endpoint.InternalUrl), ("admin", endpoint.AdminUrl) }
           let known = CatalogEndpoint.Of(service.Type!, address.Item1, endpoint.Region, address.Item2)
           where known is not null
           select known,
    ]);
}
