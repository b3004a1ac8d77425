using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MigrationOrchestrator.OpenStack.Http;
using Refit;

namespace MigrationOrchestrator.OpenStack.Images;

/// <summary>Glance (OpenStack Image API v2).</summary>
internal interface IGlanceApi
{
    [Get("/v2/images")]
    Task<ImagePage> ListAsync([Query] ImageFilter filter, string? marker, int limit, CancellationToken cancellation);

    [Get("/v2/images/{id}")]
    Task<Image> GetAsync(string id, CancellationToken cancellation);

    [Post("/v2/images")]
    Task<Image> CreateAsync([Body] JsonObject body, CancellationToken cancellation);

    [Delete("/v2/images/{id}")]
    Task DeleteAsync(string id, CancellationToken cancellation);

    /// <summary>The image's bytes; with a Range where the store behind Glance serves it.</summary>
    [Get("/v2/images/{id}/file")]
    Task<HttpResponseMessage> DownloadAsync(string id, [Header("Range")] string? range, CancellationToken cancellation);

    /// <summary>Uploads the bytes: one stream that cannot be resumed.</summary>
    [Put("/v2/images/{id}/file")]
    Task<HttpResponseMessage> UploadAsync(string id, [Body] UploadContent content, [Header("x-openstack-image-size")] long size, CancellationToken cancellation);
}

/// <summary>Which images to list; null for any.</summary>
internal sealed record ImageFilter
{
    [AliasAs("name")]
    public string? Name { get; init; }

    /// <summary>The server that a snapshot was taken of.</summary>
    [AliasAs("instance_uuid")]
    public string? InstanceId { get; init; }

    /// <summary>The migration's mark, which this library puts on images that it creates.</summary>
    [AliasAs(Image.KeyProperty)]
    public string? MigrationKey { get; init; }
}

internal sealed record ImagePage(IReadOnlyList<Image> Images, string? Next);

internal sealed record Image(string Id, string? Name, string? Status)
{
    /// <summary>Marks what belongs to a migration.</summary>
    public const string KeyProperty = "migration_key";

    /// <summary>Says which file of a delivery an image holds.</summary>
    public const string FileProperty = "migration_file";

    /// <summary>Length of the data in bytes; null before there is any.</summary>
    public long? Size { get; init; }

    /// <summary>Guest-visible size in bytes, where Glance could tell.</summary>
    public long? VirtualSize { get; init; }

    public string? DiskFormat { get; init; }

    public string? ContainerFormat { get; init; }

    public string? Checksum { get; init; }

    public string? OsHashAlgo { get; init; }

    public string? OsHashValue { get; init; }

    public string? Visibility { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>GiB.</summary>
    public int? MinDisk { get; init; }

    /// <summary>MiB.</summary>
    public int? MinRam { get; init; }

    /// <summary>All other properties; an operator's own are strings. Settable, because the serializer cannot initialise extension data.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Properties { get; set; }

    /// <summary>A property's text, or null.</summary>
    public string? Property(string name) => Properties?.TryGetValue(name, out JsonElement value) == true && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
