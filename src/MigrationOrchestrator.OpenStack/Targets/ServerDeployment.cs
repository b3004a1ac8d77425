using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.OpenStack.Compute;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Images;

namespace MigrationOrchestrator.OpenStack.Targets;

/// <summary>Makes a server of delivered images. Nova always starts what it makes; where that was not asked, the server is stopped again.</summary>
internal sealed class ServerDeployment(OpenStackSession session, OpenStackOptions options)
{
    /// <summary>The kind of ledger entries that name servers.</summary>
    public const string LedgerKind = "server";

    private const long GiB = 1L << 30;

    public async Task<Deployment> BeginAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        INovaApi nova = await session.ComputeAsync(cancellation);
        if (await FindAsync(nova, request.Name, request.Key, cancellation) is { } server)
        {
            return new Deployment(false, server.Id, server.Status ?? "");
        }

        if (!request.Place.Ids.TryGetValue(PlaceIds.Flavor, out string? flavor))
        {
            throw OpenStackFailures.Fail("target.no_flavor", $"No flavor of the target has room for {request.Cpus} vCPU and {request.MemoryMiB} MiB.", "Name a flavor, or deliver without deploying.");
        }

        JsonObject body = new()
        {
            ["name"] = request.Name,
            ["flavorRef"] = flavor,
            ["metadata"] = new JsonObject { [Image.KeyProperty] = request.Key },
            ["networks"] = request.Place.Ids.TryGetValue(PlaceIds.Network, out string? network) ? new JsonArray(new JsonObject { ["uuid"] = network }) : "none",
        };
        string[] imageIds = request.DeliveryId.Split(',');
        body["imageRef"] = imageIds[0];
        if (imageIds.Length > 1 && await session.HasVolumesAsync(cancellation))
        {
            body["block_device_mapping_v2"] = await DevicesAsync(imageIds, cancellation);
        }

        string created = (await nova.CreateServerAsync(new JsonObject { ["server"] = body }, cancellation)).Server.Id;
        return new Deployment(false, created, "BUILD");
    }

    public async Task<Deployment> PollAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        INovaApi nova = await session.ComputeAsync(cancellation);
        Server server = request.ResourceId is { } id
            ? (await nova.GetServerAsync(id, cancellation)).Server
            : await FindAsync(nova, request.Name, request.Key, cancellation)
                ?? throw OpenStackFailures.Fail("target.deployment_gone", $"The server '{request.Name}' is gone from the target cloud.", "Start the deployment again.");
        switch (server.Status)
        {
            case "ERROR":
                throw OpenStackFailures.Fail("target.deploy_failed", $"Nova could not make the server {server.Id}: {server.Fault?.Message ?? "it does not say why"}", "See the message; often the flavor, the network or the image's properties do not fit.");
            case "ACTIVE" when !request.PowerOn && server.TaskState is null:
                await StopAsync(nova, server.Id, cancellation);
                return new Deployment(false, server.Id, "stopping");
            default:
                return new Deployment(server.Status == (request.PowerOn ? "ACTIVE" : "SHUTOFF"), server.Id, server.TaskState ?? server.Status ?? "");
        }
    }

    public async Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation)
    {
        INovaApi nova = await session.ComputeAsync(cancellation);
        string? id = entry.Id ?? (await FindAsync(nova, entry.Name, entry.Key, cancellation))?.Id;
        if (id is not null)
        {
            await Removal.IgnoreMissingAsync(() => nova.DeleteServerAsync(id, cancellation));
        }
    }

    private static async Task StopAsync(INovaApi nova, string id, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await nova.ActAsync(id, new JsonObject { ["os-stop"] = null }, cancellation);
        if (response.StatusCode != HttpStatusCode.Conflict && await OpenStackFailures.FromAnswerAsync(response) is { } refused)
        {
            throw refused;
        }
    }

    private async Task<JsonArray> DevicesAsync(string[] imageIds, CancellationToken cancellation)
    {
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        JsonArray devices = [new JsonObject { ["boot_index"] = 0, ["uuid"] = imageIds[0], ["source_type"] = "image", ["destination_type"] = "local", ["delete_on_termination"] = true }];
        foreach (string id in imageIds[1..])
        {
            Image image = await glance.GetAsync(id, cancellation);
            long bytes = Math.Max(image.VirtualSize ?? 0, Math.Max(image.Size ?? 0, (image.MinDisk ?? 0) * GiB));
            devices.Add(new JsonObject
            {
                ["boot_index"] = -1,
                ["uuid"] = id,
                ["source_type"] = "image",
                ["destination_type"] = "volume",
                ["volume_size"] = (bytes + GiB - 1) / GiB,
                ["delete_on_termination"] = false,
            });
        }

        return devices;
    }

    private async Task<Server?> FindAsync(INovaApi nova, string name, string key, CancellationToken cancellation)
        => await nova.ServersAsync($"^{Regex.Escape(name)}$", options.PageSize, cancellation)
            .FirstOrDefaultAsync(server => server.Metadata?.GetValueOrDefault(Image.KeyProperty) == key, cancellation);
}
