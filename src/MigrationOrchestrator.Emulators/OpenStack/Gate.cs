using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack;

/// <summary>What stands before every endpoint: the request's id, the token, the region.</summary>
internal sealed class Gate(EmulatedCloud cloud)
{
    public const string TokenHeader = "X-Auth-Token";

    public delegate Task RegionalHandler(HttpContext context, EmulatedRegion region);

    public delegate Task Refusal(HttpContext context);

    public static void AddRequestId(HttpContext context) => context.Response.Headers["X-Openstack-Request-Id"] = $"req-{Guid.NewGuid()}";

    public static Task RefuseAsGlanceAsync(HttpContext context)
    {
        // keystonemiddleware stands before Glance's own request ids.
        context.Response.Headers.Remove("X-Openstack-Request-Id");
        context.Response.Headers.WWWAuthenticate = $"Keystone uri=\"http://{context.Request.Host}/identity/v3\"";
        return context.GlanceErrorAsync(401, "This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.");
    }

    public static Task RefuseAsJsonAsync(HttpContext context) => context.KeystoneErrorAsync(401, "The request you have made requires authentication.");

    /// <summary>Maps an endpoint of a regional service behind token and region.</summary>
    public void Map(IEndpointRouteBuilder routes, string method, string pattern, Refusal refuse, RegionalHandler handle)
        => routes.MapMethods(pattern, [method], context =>
        {
            AddRequestId(context);
            if (!cloud.Tokens.IsValid(context.Request.Headers[TokenHeader]))
            {
                return refuse(context);
            }

            return cloud.Regions.TryGetValue((string)context.Request.RouteValues["region"]!, out EmulatedRegion? region) ? handle(context, region) : context.EmptyAsync(404);
        });
}
