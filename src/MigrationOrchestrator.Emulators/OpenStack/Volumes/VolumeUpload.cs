using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Emulators.OpenStack.Images;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Volumes;

/// <summary>os-volume_upload_image. Real Cinder converts; here only the format that the volume's file has can be asked for.</summary>
internal sealed class VolumeUpload(EmulatedCloud cloud)
{
    public async Task BeginAsync(HttpContext context, EmulatedRegion region, EmulatedVolume volume, JsonObject asked)
    {
        if (asked.Text("disk_format") != volume.Format)
        {
            await context.NovaErrorAsync(400, $"Invalid input received: disk_format {asked.Text("disk_format")} is not supported by this store.");
            return;
        }

        if (volume.ImageMetadata.Keys.Any(key => key.StartsWith("os_glance", StringComparison.Ordinal)))
        {
            await context.NovaErrorAsync(403, "Access was denied to this resource: Attribute 'os_glance_import_task' is reserved.");
            return;
        }

        if (region.Volumes.Change(volume.Id, now => now.Status == "available", now => now with { Status = "uploading" }) is null)
        {
            await context.NovaErrorAsync(400, "Invalid volume: Volume status must be available to upload it.");
            return;
        }

        EmulatedImage image = new(Guid.NewGuid().ToString(), cloud.Clock.GetUtcNow())
        {
            Name = asked.Text("image_name"),
            DiskFormat = volume.Format,
            ContainerFormat = "bare",
            Visibility = "private",
            Status = "saving",
            Properties = volume.ImageMetadata,
        };
        region.Images.Add(image);
        cloud.Chores.Begin(end => StoreAsync(region, volume, image, end));
        await context.JsonAsync(202, new JsonObject
        {
            ["os-volume_upload_image"] = new JsonObject { ["id"] = volume.Id, ["image_id"] = image.Id, ["image_name"] = image.Name, ["status"] = "uploading", ["disk_format"] = volume.Format },
        });
    }

    private async Task StoreAsync(EmulatedRegion region, EmulatedVolume volume, EmulatedImage image, CancellationToken end)
    {
        await cloud.Chores.WaitAsync(cloud.Options.SnapshotTime, end);
        string path = region.ImagePath(image.Id);
        await using (FileStream bytes = File.OpenRead(region.VolumePath(volume.Id)))
        {
            ImageBytes facts = await ImageBytes.StoreAsync(bytes, path, end);
            if (region.Images.Change(image.Id, now => ImageDataEndpoints.Stored(now, facts, path, cloud.Clock.GetUtcNow())) is null)
            {
                File.Delete(path);
            }
        }

        region.Volumes.Change(volume.Id, now => now with { Status = "available" });
    }
}
