using System.Globalization;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Compute;

/// <summary>A server as Nova shows it; its flavor changes with the microversion.</summary>
internal static class ServerJson
{
    public static JsonObject Of(EmulatedServer server, EmulatedCloud cloud, string nova, Microversion version) => new()
    {
        ["id"] = server.Id,
        ["name"] = server.Name,
        ["status"] = server.Status,
        ["tenant_id"] = cloud.ProjectId,
        ["user_id"] = cloud.UserId,
        ["metadata"] = new JsonObject(server.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["hostId"] = "0cdb30f2b5b7849cbb81a9c8e10238c1fe0df2d00cf5e5618ef0e3e6",
        ["image"] = server.ImageId is null ? "" : new JsonObject { ["id"] = server.ImageId, ["links"] = new JsonArray() },
        ["flavor"] = FlavorOf(server.Flavor, nova, version),
        ["created"] = Time(server.Created),
        ["updated"] = Time(server.Created),
        ["addresses"] = Addresses(server),
        ["links"] = Links(nova, "servers", server.Id),
        ["OS-EXT-STS:task_state"] = server.TaskState,
        ["OS-EXT-STS:vm_state"] = server.Status switch { "ACTIVE" => "active", "SHUTOFF" => "stopped", "ERROR" => "error", _ => "building" },
        ["OS-EXT-STS:power_state"] = server.Status switch { "ACTIVE" => 1, "SHUTOFF" => 4, _ => 0 },
        ["os-extended-volumes:volumes_attached"] = new JsonArray([.. server.Volumes.Select(id => new JsonObject { ["id"] = id })]),
        ["fault"] = server.Fault is null ? null : new JsonObject { ["code"] = 500, ["created"] = Time(server.Created), ["message"] = server.Fault },
    };

    public static JsonObject Flavor(EmulatedFlavor flavor, string nova) => new()
    {
        ["id"] = flavor.Id,
        ["name"] = flavor.Name,
        ["ram"] = flavor.Ram,
        ["disk"] = flavor.Disk,
        ["swap"] = "",
        ["OS-FLV-EXT-DATA:ephemeral"] = 0,
        ["OS-FLV-DISABLED:disabled"] = false,
        ["vcpus"] = flavor.Vcpus,
        ["os-flavor-access:is_public"] = true,
        ["rxtx_factor"] = 1.0,
        ["links"] = Links(nova, "flavors", flavor.Id),
    };

    public static JsonArray Links(string nova, string kind, string id) => [new JsonObject { ["rel"] = "self", ["href"] = $"{nova}/{kind}/{id}" }];

    private static JsonObject FlavorOf(EmulatedFlavor flavor, string nova, Microversion version) => version.IsAtLeast(47)
        ? new JsonObject
        {
            ["vcpus"] = flavor.Vcpus,
            ["ram"] = flavor.Ram,
            ["disk"] = flavor.Disk,
            ["ephemeral"] = 0,
            ["swap"] = 0,
            ["original_name"] = flavor.Name,
            ["extra_specs"] = new JsonObject(),
        }
        : new JsonObject { ["id"] = flavor.Id, ["links"] = Links(nova, "flavors", flavor.Id) };

    private static JsonObject Addresses(EmulatedServer server) => new(server.Ports.GroupBy(port => port.Network.Name).Select(group => KeyValuePair.Create(
        group.Key,
        (JsonNode?)new JsonArray([.. group.Select(port => new JsonObject
        {
            ["version"] = 4,
            ["addr"] = port.Address,
            ["OS-EXT-IPS:type"] = "fixed",
            ["OS-EXT-IPS-MAC:mac_addr"] = port.Mac,
        })]))));

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
