using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Compute;

/// <summary>Nova's servers, flavors and limits.</summary>
internal sealed class NovaEndpoints(EmulatedCloud cloud, Gate gate, ServerCreation creation, ServerActions actions)
{
    private const int LargestPage = 1000;

    public delegate Task Handler(HttpContext context, EmulatedRegion region, string nova, Microversion version);

    public void Map(IEndpointRouteBuilder routes)
    {
        MapVersioned(routes, "GET", "/", (context, _, nova, _) => context.JsonAsync(200, new JsonObject { ["version"] = Version(nova) }));
        MapVersioned(routes, "GET", "/servers/detail", ListAsync);
        MapVersioned(routes, "POST", "/servers", creation.CreateAsync);
        MapVersioned(routes, "GET", "/servers/{id}", ShowAsync);
        MapVersioned(routes, "DELETE", "/servers/{id}", (context, region, _, _) => actions.DeleteAsync(context, region));
        MapVersioned(routes, "POST", "/servers/{id}/action", actions.ActAsync);
        MapVersioned(routes, "GET", "/servers/{id}/os-interface", InterfacesAsync);
        MapVersioned(routes, "GET", "/flavors/detail", FlavorsAsync);
        MapVersioned(routes, "GET", "/flavors/{id}", FlavorAsync);
        MapVersioned(routes, "GET", "/limits", LimitsAsync);
    }

    private void MapVersioned(IEndpointRouteBuilder routes, string method, string pattern, Handler handle)
        => gate.Map(routes, method, "/{region}/compute/v2.1" + pattern, Gate.RefuseAsJsonAsync, (context, region) =>
        {
            context.Response.Headers["X-Compute-Request-Id"] = context.Response.Headers["X-Openstack-Request-Id"];
            string max = cloud.Options.MaxMicroversion;
            if (Microversion.Of(context.Request, max) is not { } version)
            {
                return context.NovaErrorAsync(400, "API Version String is of invalid format. Must be of format MajorNum.MinorNum.");
            }

            context.Response.Headers["Openstack-Api-Version"] = $"compute {version}";
            context.Response.Headers["X-Openstack-Nova-Api-Version"] = version.ToString();
            context.Response.Headers.Vary = "OpenStack-API-Version, X-OpenStack-Nova-API-Version";
            return version.Minor > Microversion.Parse(max)?.Minor
                ? context.NovaErrorAsync(406, $"Version {version} is not supported by the API. Minimum is 2.1 and maximum is {max}.")
                : handle(context, region, $"http://{context.Request.Host}/{region.Name}/compute/v2.1", version);
        });

    private JsonObject Version(string nova) => new()
    {
        ["id"] = "v2.1",
        ["status"] = "CURRENT",
        ["version"] = cloud.Options.MaxMicroversion,
        ["min_version"] = "2.1",
        ["updated"] = "2013-07-23T11:33:21Z",
        ["links"] = new JsonArray(new JsonObject { ["rel"] = "self", ["href"] = nova + "/" }),
    };

    private Task ListAsync(HttpContext context, EmulatedRegion region, string nova, Microversion version)
    {
        IQueryCollection query = context.Request.Query;
        if (query["all_tenants"] is [{ } all, ..] && all is not ("0" or "false"))
        {
            return context.NovaErrorAsync(403, "Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed.");
        }

        List<EmulatedServer> servers = [.. region.Servers.All];
        if (query["name"] is [{ Length: > 0 } name, ..])
        {
            Regex pattern = new(name, RegexOptions.NonBacktracking);
            servers.RemoveAll(server => !pattern.IsMatch(server.Name));
        }

        if (query["marker"] is [{ Length: > 0 } marker, ..])
        {
            int place = servers.FindIndex(server => server.Id == marker);
            if (place < 0)
            {
                return context.NovaErrorAsync(400, $"marker [{marker}] not found");
            }

            servers.RemoveRange(0, place + 1);
        }

        int limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? Math.Min(asked, LargestPage) : LargestPage;
        JsonObject body = new() { ["servers"] = new JsonArray([.. servers.Take(limit).Select(server => ServerJson.Of(server, cloud, nova, version))]) };
        if (servers.Count >= limit && limit > 0)
        {
            body["servers_links"] = new JsonArray(new JsonObject { ["rel"] = "next", ["href"] = $"{nova}/servers/detail?limit={limit}&marker={servers[limit - 1].Id}" });
        }

        return context.JsonAsync(200, body);
    }

    private Task ShowAsync(HttpContext context, EmulatedRegion region, string nova, Microversion version)
        => region.Servers.Find((string)context.Request.RouteValues["id"]!) is { } server
            ? context.JsonAsync(200, new JsonObject { ["server"] = ServerJson.Of(server, cloud, nova, version) })
            : ServerActions.MissingAsync(context);

    private Task InterfacesAsync(HttpContext context, EmulatedRegion region, string nova, Microversion version)
        => region.Servers.Find((string)context.Request.RouteValues["id"]!) is { } server
            ? context.JsonAsync(200, new JsonObject
            {
                ["interfaceAttachments"] = new JsonArray([.. server.Ports.Select(port => new JsonObject
                {
                    ["port_id"] = port.Id,
                    ["net_id"] = port.Network.Id,
                    ["mac_addr"] = port.Mac,
                    ["port_state"] = "ACTIVE",
                    ["fixed_ips"] = new JsonArray(new JsonObject { ["ip_address"] = port.Address }),
                })]),
            })
            : ServerActions.MissingAsync(context);

    private static Task FlavorsAsync(HttpContext context, EmulatedRegion region, string nova, Microversion version)
    {
        List<EmulatedFlavor> flavors = [.. region.Flavors];
        string? marker = context.Request.Query["marker"];
        flavors.RemoveRange(0, string.IsNullOrEmpty(marker) ? 0 : flavors.FindIndex(flavor => flavor.Id == marker) + 1);
        int limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked > 0 ? asked : LargestPage;
        JsonObject body = new() { ["flavors"] = new JsonArray([.. flavors.Take(limit).Select(flavor => ServerJson.Flavor(flavor, nova))]) };
        if (flavors.Count >= limit)
        {
            body["flavors_links"] = new JsonArray(new JsonObject { ["rel"] = "next", ["href"] = $"{nova}/flavors/detail?limit={limit}&marker={flavors[limit - 1].Id}" });
        }

        return context.JsonAsync(200, body);
    }

    private static Task FlavorAsync(HttpContext context, EmulatedRegion region, string nova, Microversion version)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        return region.Flavors.FirstOrDefault(flavor => flavor.Id == id) is { } flavor
            ? context.JsonAsync(200, new JsonObject { ["flavor"] = ServerJson.Flavor(flavor, nova) })
            : context.NovaErrorAsync(404, $"Flavor {id} could not be found.");
    }

    private Task LimitsAsync(HttpContext context, EmulatedRegion region, string nova, Microversion version) => context.JsonAsync(200, new JsonObject
    {
        ["limits"] = new JsonObject
        {
            ["rate"] = new JsonArray(),
            ["absolute"] = new JsonObject
            {
                ["maxTotalInstances"] = cloud.Options.MaxServers,
                ["maxTotalCores"] = 20,
                ["maxTotalRAMSize"] = 51200,
                ["totalRAMUsed"] = region.Servers.All.Sum(server => server.Flavor.Ram),
                ["totalCoresUsed"] = region.Servers.All.Sum(server => server.Flavor.Vcpus),
                ["totalInstancesUsed"] = region.Servers.All.Count,
            },
        },
    });
}
