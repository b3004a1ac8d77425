using System.Text.Json;
using System.Text.Json.Serialization;

namespace MigrationOrchestrator.OpenStack.Compute;

internal sealed record ServerPage(IReadOnlyList<Server> Servers, IReadOnlyList<Link>? ServersLinks);

internal sealed record ServerAnswer(Server Server);

internal sealed record CreatedServerAnswer(CreatedServer Server);

internal sealed record CreatedServer(string Id);

internal sealed record Link(string? Rel, string? Href);

internal sealed record Server(string Id, string? Name, string? Status)
{
    /// <summary>An object with an id, or an empty string where the server boots from a volume.</summary>
    public JsonElement Image { get; init; }

    public ServerFlavor? Flavor { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<ServerAddress>>? Addresses { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public ServerFault? Fault { get; init; }

    [JsonPropertyName("OS-EXT-STS:task_state")]
    public string? TaskState { get; init; }

    [JsonPropertyName("os-extended-volumes:volumes_attached")]
    public IReadOnlyList<AttachedVolume>? Volumes { get; init; }

    /// <summary>The id of the image that it was made of, or null where it boots from a volume.</summary>
    [JsonIgnore]
    public string? ImageId => Image.ValueKind == JsonValueKind.Object && Image.TryGetProperty("id", out JsonElement id) ? id.GetString() : null;
}

/// <summary>A flavor as a server has it: by id before microversion 2.47, by its numbers since.</summary>
internal sealed record ServerFlavor(string? Id, int? Vcpus, int? Ram, int? Disk);

internal sealed record ServerAddress(string? Addr)
{
    [JsonPropertyName("OS-EXT-IPS-MAC:mac_addr")]
    public string? Mac { get; init; }

    [JsonPropertyName("OS-EXT-IPS:type")]
    public string? Type { get; init; }
}

internal sealed record ServerFault(string? Message);

internal sealed record AttachedVolume(string Id);

internal sealed record InterfacesAnswer([property: JsonPropertyName("interfaceAttachments")] IReadOnlyList<Interface> Interfaces);

internal sealed record Interface(string? MacAddr, string? NetId, IReadOnlyList<InterfaceAddress>? FixedIps);

internal sealed record InterfaceAddress(string? IpAddress);

internal sealed record FlavorPage(IReadOnlyList<Flavor> Flavors, IReadOnlyList<Link>? FlavorsLinks);

internal sealed record FlavorAnswer(Flavor Flavor);

/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Vcpus">Virtual processors.</param>
/// <param name="Ram">Memory in MiB.</param>
/// <param name="Disk">Root disk in GiB; 0 for as large as the image.</param>
internal sealed record Flavor(string Id, string Name, int Vcpus, int Ram, int Disk);

internal sealed record LimitsAnswer(Limits? Limits);

internal sealed record Limits(AbsoluteLimits? Absolute);

/// <summary>Quotas; -1 for no bound.</summary>
internal sealed record AbsoluteLimits
{
    [JsonPropertyName("maxTotalInstances")]
    public int MaxInstances { get; init; } = -1;

    [JsonPropertyName("totalInstancesUsed")]
    public int UsedInstances { get; init; }

    [JsonPropertyName("maxTotalCores")]
    public int MaxCores { get; init; } = -1;

    [JsonPropertyName("totalCoresUsed")]
    public int UsedCores { get; init; }

    [JsonPropertyName("maxTotalRAMSize")]
    public int MaxRam { get; init; } = -1;

    [JsonPropertyName("totalRAMUsed")]
    public int UsedRam { get; init; }
}
