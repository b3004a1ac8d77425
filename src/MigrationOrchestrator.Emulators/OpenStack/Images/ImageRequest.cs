using System.Text.Json;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Images;

/// <summary>What a client asks for when it creates an image, and what Glance says to what it must not ask.</summary>
internal static class ImageRequest
{
    private const int LongestName = 255;

    private static readonly HashSet<string> DiskFormats = ["vmdk", "vhd", "vhdx", "vdi", "qcow2", "raw", "iso", "ploop", "ami", "ari", "aki"];
    private static readonly HashSet<string> ContainerFormats = ["ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"];
    private static readonly HashSet<string> ReadOnly = ["status", "size", "checksum", "stores", "virtual_size", "created_at", "updated_at", "file", "self", "schema"];

    public static (EmulatedImage? Image, int Status, string Problem) Read(JsonObject body, DateTimeOffset now)
    {
        EmulatedImage image = new(body.Text("id") is { } id && Guid.TryParse(id, out Guid chosen) ? chosen.ToString() : Guid.NewGuid().ToString(), now);
        Dictionary<string, string> properties = [];
        foreach ((string name, JsonNode? value) in body)
        {
            if (Refuse(name, value) is { } refusal)
            {
                return (null, refusal.Status, refusal.Problem);
            }

            switch (name)
            {
                case "id" or "tags" or "owner" or "os_hash_value" or "os_hash_algo" or "os_hidden":
                    break;
                case "name":
                    image = image with { Name = value.Text() };
                    break;
                case "disk_format":
                    image = image with { DiskFormat = value.Text() };
                    break;
                case "container_format":
                    image = image with { ContainerFormat = value.Text() };
                    break;
                case "visibility":
                    image = image with { Visibility = value.Text() ?? "shared" };
                    break;
                case "protected":
                    image = image with { Protected = value!.GetValue<bool>() };
                    break;
                case "min_disk":
                    image = image with { MinDisk = value!.GetValue<int>() };
                    break;
                case "min_ram":
                    image = image with { MinRam = value!.GetValue<int>() };
                    break;
                default:
                    properties[name] = value.Text()!;
                    break;
            }
        }

        return (image with { Properties = properties }, 201, "");
    }

    private static (int Status, string Problem)? Refuse(string name, JsonNode? value) => name switch
    {
        _ when ReadOnly.Contains(name) => (403, $"Attribute '{name}' is read-only."),
        _ when name.StartsWith("os_glance_", StringComparison.Ordinal) => (403, $"Attribute '{name}' is reserved."),
        "locations" or "owner" => (403, "You are not authorized to complete this action."),
        "id" when !Guid.TryParse(value.Text(), out _) => (400, "Provided object does not match schema 'image': id must be a UUID."),
        "visibility" when value.Text() == "public" => (403, "You are not authorized to complete publicize_image action."),
        "disk_format" when value is not null && !DiskFormats.Contains(value.Text() ?? "") => (400, $"Provided object does not match schema 'image': '{value}' is not one of the known disk formats."),
        "container_format" when value is not null && !ContainerFormats.Contains(value.Text() ?? "") => (400, $"Provided object does not match schema 'image': '{value}' is not one of the known container formats."),
        "min_disk" or "min_ram" when !(value is JsonValue number && number.TryGetValue(out int least) && least >= 0) => (400, $"Provided object does not match schema 'image': {name} is no number of 0 or more."),
        "protected" or "os_hidden" when value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False) => (400, $"Provided object does not match schema 'image': {name} is no boolean."),
        "name" when value?.Text() is { Length: > LongestName } => (400, "Provided object does not match schema 'image': name is too long."),
        _ when name.Length > LongestName => (400, "Provided object does not match schema 'image': a property's name is too long."),
        "protected" or "os_hidden" or "min_disk" or "min_ram" or "tags" or "name" or "disk_format" or "container_format" => null,
        _ when value.Text() is null => (400, $"Provided object does not match schema 'image': {value?.ToJsonString() ?? "None"} is not of type 'string'. Failed validating 'type' in schema['additionalProperties']."),
        _ => null,
    };
}
