using System.Globalization;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Images;

/// <summary>An image as Glance shows it: flat, properties first.</summary>
internal static class ImageJson
{
    public static JsonObject Of(EmulatedImage image, string projectId)
    {
        JsonObject body = [];
        foreach ((string name, string value) in image.Properties)
        {
            body[name] = value;
        }

        body["name"] = image.Name;
        body["disk_format"] = image.DiskFormat;
        body["container_format"] = image.ContainerFormat;
        body["visibility"] = image.Visibility;
        body["size"] = image.Size;
        body["virtual_size"] = image.VirtualSize;
        body["status"] = image.Status;
        body["checksum"] = image.Checksum;
        body["protected"] = image.Protected;
        body["min_ram"] = image.MinRam;
        body["min_disk"] = image.MinDisk;
        body["owner"] = projectId;
        body["os_hidden"] = false;
        body["os_hash_algo"] = image.HashValue is null ? null : "sha512";
        body["os_hash_value"] = image.HashValue;
        body["id"] = image.Id;
        body["created_at"] = Time(image.Created);
        body["updated_at"] = Time(image.Updated);
        body["tags"] = new JsonArray();
        body["self"] = $"/v2/images/{image.Id}";
        body["file"] = $"/v2/images/{image.Id}/file";
        body["schema"] = "/v2/schemas/image";
        if (image.Status == "active")
        {
            body["stores"] = "local";
        }

        return body;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
