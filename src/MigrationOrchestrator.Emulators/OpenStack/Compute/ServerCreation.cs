using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Emulators.OpenStack.Images;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Compute;

/// <summary>POST /servers and the build that follows: what Nova refuses at once, and what it only finds while it builds.</summary>
internal sealed class ServerCreation(EmulatedCloud cloud)
{
    private const long GiB = 1L << 30;

    private static readonly string[] BuildTasks = ["scheduling", "networking", "block_device_mapping", "spawning"];

    public async Task CreateAsync(HttpContext context, EmulatedRegion region, string nova, Microversion version)
    {
        JsonObject? asked = (await context.ReadObjectAsync()).Object("server");
        (EmulatedServer? server, int status, string problem) = Read(asked, region, version);
        if (server is null)
        {
            await context.NovaErrorAsync(status, problem);
            return;
        }

        region.Servers.Add(server);
        cloud.Chores.Begin(end => BuildAsync(region, server, end));
        context.Response.Headers.Location = $"{nova}/servers/{server.Id}";
        await context.JsonAsync(202, new JsonObject
        {
            ["server"] = new JsonObject
            {
                ["id"] = server.Id,
                ["links"] = ServerJson.Links(nova, "servers", server.Id),
                ["OS-DCF:diskConfig"] = "MANUAL",
                ["security_groups"] = new JsonArray(new JsonObject { ["name"] = "default" }),
                ["adminPass"] = Guid.NewGuid().ToString("N")[..12],
            },
        });
    }

    private (EmulatedServer? Server, int Status, string Problem) Read(JsonObject? asked, EmulatedRegion region, Microversion version)
    {
        EmulatedFlavor? flavor = region.Flavors.FirstOrDefault(flavor => flavor.Id == asked.Text("flavorRef"));
        EmulatedImage? image = asked.Text("imageRef") is { } id ? region.Images.Find(id) : null;
        (IReadOnlyList<EmulatedNetwork>? networks, int networkStatus, string networkProblem) = Networks(asked?["networks"], region, version);
        return (asked, flavor, image) switch
        {
            (null, _, _) => (null, 400, "Invalid input for field/attribute server. 'server' is a required property"),
            _ when asked.Text("name") is not { Length: > 0 and <= 255 } => (null, 400, "Invalid input for field/attribute name. Value: ''. '' is too short"),
            (_, null, _) => (null, 400, $"Flavor {asked.Text("flavorRef")} could not be found."),
            (_, _, not { Status: "active" }) => (null, 400, image is null ? $"Image {asked.Text("imageRef")} could not be found." : $"Image {image.Id} is not active."),
            _ when networks is null => (null, networkStatus, networkProblem),
            _ when flavor.Disk < image.MinDisk => (null, 400, "Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk is " + $"{flavor.Disk * GiB} bytes, minimum size is {image.MinDisk * GiB} bytes."),
            _ when flavor.Ram < image.MinRam => (null, 400, "Flavor's memory is too small for requested image."),
            _ when region.Servers.All.Count >= cloud.Options.MaxServers => (null, 403, $"Quota exceeded for instances: Requested 1, but already used {region.Servers.All.Count} of {cloud.Options.MaxServers} instances"),
            _ => (
                new EmulatedServer(Guid.NewGuid().ToString(), asked.Text("name")!, flavor, cloud.Clock.GetUtcNow())
                {
                    ImageId = image.Id,
                    TaskState = BuildTasks[0],
                    DiskFormat = image.DiskFormat ?? "raw",
                    Metadata = (asked.Object("metadata") ?? []).ToDictionary(pair => pair.Key, pair => pair.Value.Text() ?? ""),
                    Ports = [.. networks!.Select(region.NewPort)],
                },
                202,
                ""),
        };
    }

    private static (IReadOnlyList<EmulatedNetwork>? Networks, int Status, string Problem) Networks(JsonNode? asked, EmulatedRegion region, Microversion version) => asked switch
    {
        null when version.IsAtLeast(37) => (null, 400, "Invalid input for field/attribute server. 'networks' is a required property"),
        null => ([], 0, ""),
        JsonValue when asked.Text() == "none" => ([], 0, ""),
        JsonValue when asked.Text() == "auto" => (null, 409, "Multiple possible networks found, use a Network ID to be more specific."),
        JsonArray list when list.Select(one => one.Text("uuid")).ToList() is var ids && ids.All(id => region.Networks.Any(network => network.Id == id))
            => ([.. ids.Select(id => region.Networks.First(network => network.Id == id))], 0, ""),
        _ => (null, 400, "Network could not be found."),
    };

    private async Task BuildAsync(EmulatedRegion region, EmulatedServer server, CancellationToken end)
    {
        TimeSpan step = cloud.Options.ServerTime / BuildTasks.Length;
        foreach (string task in BuildTasks)
        {
            region.Servers.Change(server.Id, now => now with { TaskState = task });
            await cloud.Chores.WaitAsync(step, end);
        }

        string? fault = Copy(region, server);
        region.Servers.Change(server.Id, now => now with { TaskState = null, Status = fault is null ? "ACTIVE" : "ERROR", Fault = fault });
    }

    private static string? Copy(EmulatedRegion region, EmulatedServer server)
    {
        string path = region.ImagePath(server.ImageId!);
        if (!File.Exists(path))
        {
            return "Exceeded maximum number of retries. Exhausted all hosts available for retrying build failures.";
        }

        string? fault = ImageBytes.FindFault(path, server.DiskFormat, server.Flavor.Disk * GiB);
        if (fault is null)
        {
            SharedBytes.Copy(path, region.DiskPath(server.Id));
        }

        return fault;
    }
}
