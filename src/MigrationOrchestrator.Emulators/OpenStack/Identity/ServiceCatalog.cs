using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Identity;

/// <summary>The catalogue: image and network without a version, identity and compute with one, as real clouds have it.</summary>
internal static class ServiceCatalog
{
    private static readonly string[] Interfaces = ["admin", "internal", "public"];

    public static JsonArray Version3(EmulatedCloud cloud, HostString host) => new([.. Services(cloud, host).Select(service => new JsonObject
    {
        ["endpoints"] = new JsonArray([.. from address in service.Addresses
                                          from side in Interfaces
                                          select new JsonObject
                                          {
                                              ["id"] = Guid.NewGuid().ToString("N"),
                                              ["interface"] = side,
                                              ["region_id"] = address.Region,
                                              ["url"] = address.Url,
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
            ["publicURL"] = address.Url,
            ["internalURL"] = address.Url,
            ["adminURL"] = address.Url,
            ["id"] = Guid.NewGuid().ToString("N"),
        })]),
        ["endpoints_links"] = new JsonArray(),
        ["type"] = service.Type,
        ["name"] = service.Name,
    })]);

    private static IEnumerable<(string Type, string Name, IEnumerable<(string Region, string Url)> Addresses)> Services(EmulatedCloud cloud, HostString host)
    {
        yield return ("identity", "keystone", Everywhere(_ => "identity/v3"));
        yield return ("compute", "nova", Everywhere(region => $"{region}/compute/v2.1"));
        yield return ("image", "glance", Everywhere(region => $"{region}/image"));
        yield return ("network", "neutron", Everywhere(region => $"{region}/network"));
        if (cloud.Options.HasVolumes)
        {
            yield return ("volumev3", "cinderv3", Everywhere(region => $"{region}/volume/v3/{cloud.ProjectId}"));
        }

        IEnumerable<(string, string)> Everywhere(Func<string, string> path) => cloud.Regions.Keys.Select(region => (region, $"http://{host}/{path(region)}"));
    }
}
