using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Emulators.OpenStack.Images;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Compute;

/// <summary>
/// createImage: the server goes through image_snapshot_pending, image_snapshot, image_pending_upload and image_uploading, the image through queued
/// and saving to active. The bytes are the server's disk as it is; real Nova writes a new qcow2 whose virtual size is the flavor's disk.
/// </summary>
internal sealed class ServerImaging(EmulatedCloud cloud)
{
    private static readonly string[] Tasks = ["image_snapshot_pending", "image_snapshot", "image_pending_upload", "image_uploading"];

    public async Task BeginAsync(HttpContext context, EmulatedRegion region, string id, JsonObject? asked, Microversion version)
    {
        if (asked.Text("name") is not { Length: > 0 } name)
        {
            await context.NovaErrorAsync(400, "Invalid input for field/attribute createImage. 'name' is a required property");
            return;
        }

        if (region.Servers.Change(id, server => server.TaskState is null && server.Status is "ACTIVE" or "SHUTOFF", server => server with { TaskState = Tasks[0] }) is not { } server)
        {
            await (region.Servers.Find(id) is { } busy ? ServerActions.ConflictAsync(context, "createImage", busy) : ServerActions.MissingAsync(context));
            return;
        }

        EmulatedImage image = NewImage(server, name, asked.Object("metadata") ?? []);
        region.Images.Add(image);
        cloud.Chores.Begin(end => WorkAsync(region, server, image.Id, end));
        if (version.IsAtLeast(45))
        {
            await context.JsonAsync(202, new JsonObject { ["image_id"] = image.Id });
        }
        else
        {
            // As recorded from a real Nova: a double slash and no version, so that it is not usable as it is.
            context.Response.Headers.Location = $"http://{context.Request.Host}/{region.Name}/image//images/{image.Id}";
            await context.EmptyAsync(202);
        }
    }

    private EmulatedImage NewImage(EmulatedServer server, string name, JsonObject metadata)
    {
        Dictionary<string, string> properties = new()
        {
            ["base_image_ref"] = server.ImageId ?? "",
            ["owner_user_name"] = cloud.Options.User,
            ["owner_project_name"] = cloud.Options.Project,
            ["boot_roles"] = "member",
            ["hw_machine_type"] = "pc",
            ["hw_disk_bus"] = "virtio",
            ["hw_vif_model"] = "virtio",
            ["instance_uuid"] = server.Id,
            ["user_id"] = cloud.UserId,
            ["image_type"] = "snapshot",
        };
        foreach ((string key, JsonNode? value) in metadata)
        {
            properties[key] = value.Text() ?? "";
        }

        if (server.ImageId is null)
        {
            properties["block_device_mapping"] = "[]";
        }

        return new EmulatedImage(Guid.NewGuid().ToString(), cloud.Clock.GetUtcNow()) { Name = name, Visibility = "private", MinDisk = server.Flavor.Disk, Properties = properties };
    }

    private async Task WorkAsync(EmulatedRegion region, EmulatedServer server, string imageId, CancellationToken end)
    {
        try
        {
            foreach (string task in Tasks)
            {
                region.Servers.Change(server.Id, now => now with { TaskState = task });
                if (task == "image_uploading")
                {
                    region.Images.Change(imageId, image => image with { Status = "saving", DiskFormat = server.DiskFormat, ContainerFormat = "bare" });
                }

                await cloud.Chores.WaitAsync(cloud.Options.SnapshotTime / Tasks.Length, end);
            }

            await StoreAsync(region, server, imageId, end);
        }
        finally
        {
            region.Servers.Change(server.Id, now => now.TaskState != "deleting", now => now with { TaskState = null });
        }
    }

    private async Task StoreAsync(EmulatedRegion region, EmulatedServer server, string imageId, CancellationToken end)
    {
        if (server.ImageId is null)
        {
            region.Images.Change(imageId, image => image with { Status = "active", Size = 0, DiskFormat = null, ContainerFormat = "bare" });
            return;
        }

        if (!File.Exists(region.DiskPath(server.Id)))
        {
            // The server was deleted meanwhile: Nova gives the image up.
            region.Images.Remove(imageId);
            return;
        }

        string path = region.ImagePath(imageId);
        await using FileStream disk = File.OpenRead(region.DiskPath(server.Id));
        ImageBytes bytes = await ImageBytes.StoreAsync(disk, path, end);
        if (region.Images.Change(imageId, image => ImageDataEndpoints.Stored(image, bytes, path, cloud.Clock.GetUtcNow()) with { Properties = Finished(image.Properties) }) is null)
        {
            File.Delete(path);
        }
    }

    private Dictionary<string, string> Finished(IReadOnlyDictionary<string, string> properties) => new(properties)
    {
        ["owner_id"] = cloud.ProjectId,
        ["image_state"] = "available",
        ["image_location"] = "snapshot",
    };
}
