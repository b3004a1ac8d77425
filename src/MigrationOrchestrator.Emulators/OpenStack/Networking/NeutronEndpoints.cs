using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Networking;

/// <summary>As much of Neutron as a migration asks: networks.</summary>
internal sealed class NeutronEndpoints(EmulatedCloud cloud, Gate gate)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        gate.Map(routes, "GET", "/{region}/network/v2.0/networks", Gate.RefuseAsJsonAsync, ListAsync);
        gate.Map(routes, "GET", "/{region}/network/v2.0/networks/{id}", Gate.RefuseAsJsonAsync, ShowAsync);
    }

    private Task ListAsync(HttpContext context, EmulatedRegion region)
    {
        string? name = context.Request.Query["name"];
        string? marker = context.Request.Query["marker"];
        int limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked > 0 ? asked : int.MaxValue;
        List<EmulatedNetwork> networks = [.. region.Networks.Where(network => string.IsNullOrEmpty(name) || network.Name == name)];
        networks.RemoveRange(0, string.IsNullOrEmpty(marker) ? 0 : networks.FindIndex(network => network.Id == marker) + 1);
        return context.JsonAsync(200, new JsonObject { ["networks"] = new JsonArray([.. networks.Take(limit).Select(Show)]) });
    }

    private Task ShowAsync(HttpContext context, EmulatedRegion region)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        return region.Networks.FirstOrDefault(network => network.Id == id) is { } network
            ? context.JsonAsync(200, new JsonObject { ["network"] = Show(network) })
            : context.NeutronErrorAsync(404, "NetworkNotFound", $"Network {id} could not be found.");
    }

    private JsonObject Show(EmulatedNetwork network) => new()
    {
        ["id"] = network.Id,
        ["name"] = network.Name,
        ["tenant_id"] = cloud.ProjectId,
        ["admin_state_up"] = true,
        ["mtu"] = 1500,
        ["status"] = "ACTIVE",
        ["subnets"] = new JsonArray(),
        ["shared"] = network.Shared,
        ["router:external"] = false,
        ["project_id"] = cloud.ProjectId,
    };
}
