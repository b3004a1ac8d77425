using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Identity;

/// <summary>The catalogue: image and network without a version, identity and compute with one, as real clouds have it.</summary>
internal static class ServiceCatalog
{
    /// <summary>The interfaces; each has addresses of its own, as in real clouds, so that a client's choice shows.</summary>
    public static IReadOnlyList<string> Interfaces { get; } = ["admin", "internal", "public"];

    /// <summary>How the paths of an interface begin.</summary>
    public static string PathOf(string side) => side == "public" ? "" : "/" + side;

    public static JsonArray Version3(EmulatedCloud cloud, HostString host) => new([.. Services(cloud, host).Select(service => new JsonObject
    {
        ["endpoints"] = new JsonArray([.. from address in service.Addresses
                                          from side in Interfaces
                                          select new JsonObject
                                          {
                                              ["id"] = Guid.NewGuid().ToString("N"),
                                              ["interface"] = side,
                                              ["region_id"] = address.Region,
                                              ["url"] = address.Url(side),
                                              ["region"] = address.Region,
                                          }]),
        ["id"] = Guid.NewGuid().ToString("N"),
        ["type"] = service.Type,
        ["name"] = service.Name,
    })]);

    public static JsonArray Version2(EmulatedCloud cloud, HostString host) => new([.. Services(cloud, host).Select(service => new JsonObject
    {
        ["endpoints"] = new JsonArray([.. service.Addresses.Select(address => new JsonObject
        {
            ["region"] = address.Region,
            ["publicURL"] = address.Url("public"),
            ["internalURL"] = address.Url("internal"),
            ["adminURL"] = address.Url("admin"),
            ["id"] = Guid.NewGuid().ToString("N"),
        })]),
        ["endpoints_links"] = new JsonArray(),
        ["type"] = service.Type,
        ["name"] = service.Name,
    })]);

    private static IEnumerable<(string Type, string Name, IEnumerable<(string Region, Func<string, string> Url)> Addresses)> Services(EmulatedCloud cloud, HostString host)
    {
        yield return ("identity", "keystone", Everywhere(_ => "identity/v3"));
        yield return ("compute", "nova", Everywhere(region => $"{region}/compute/v2.1"));
        yield return ("image", "glance", Everywhere(region => $"{region}/image"));
        yield return ("network", "neutron", Everywhere(region => $"{region}/network"));
        if (cloud.Options.HasVolumes)
        {
            yield return ("volumev3", "cinderv3", Everywhere(region => $"{region}/volume/v3/{cloud.ProjectId}"));
        }

        IEnumerable<(string, Func<string, string>)> Everywhere(Func<string, string> path)
            => cloud.Regions.Keys.Select(region => (region, (Func<string, string>)(side => $"http://{host}{PathOf(side)}/{path(region)}")));
    }
}
