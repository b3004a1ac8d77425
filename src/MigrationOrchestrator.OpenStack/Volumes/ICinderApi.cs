using System.Text.Json.Nodes;
using Refit;

namespace MigrationOrchestrator.OpenStack.Volumes;

/// <summary>Cinder (OpenStack Block Storage API v3), as far as reading a volume's bytes needs it.</summary>
internal interface ICinderApi
{
    [Get("/volumes/detail")]
    Task<VolumePage> ListVolumesAsync(string? marker, int limit, CancellationToken cancellation);

    [Get("/volumes/{id}")]
    Task<VolumeAnswer> GetVolumeAsync(string id, CancellationToken cancellation);

    [Post("/volumes")]
    Task<VolumeAnswer> CreateVolumeAsync([Body] JsonObject body, CancellationToken cancellation);

    [Delete("/volumes/{id}")]
    Task DeleteVolumeAsync(string id, CancellationToken cancellation);

    /// <summary>os-volume_upload_image and os-unset_image_metadata.</summary>
    [Post("/volumes/{id}/action")]
    Task<HttpResponseMessage> ActAsync(string id, [Body] JsonObject body, CancellationToken cancellation);

    [Get("/snapshots/detail")]
    Task<VolumeSnapshotPage> ListSnapshotsAsync(string? marker, int limit, CancellationToken cancellation);

    [Post("/snapshots")]
    Task<VolumeSnapshotAnswer> CreateSnapshotAsync([Body] JsonObject body, CancellationToken cancellation);

    [Delete("/snapshots/{id}")]
    Task DeleteSnapshotAsync(string id, CancellationToken cancellation);
}

internal sealed record VolumePage(IReadOnlyList<Volume> Volumes);

internal sealed record VolumeAnswer(Volume Volume);

/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">creating, available, in-use, uploading, error and others.</param>
/// <param name="Size">GiB.</param>
internal sealed record Volume(string Id, string? Name, string? Status, int Size)
{
    /// <summary>The properties of the image that it was made of.</summary>
    public IReadOnlyDictionary<string, string>? VolumeImageMetadata { get; init; }

    public IReadOnlyList<VolumeAttachment>? Attachments { get; init; }

    /// <summary>Where the server sees it, such as <c>/dev/vda</c>.</summary>
    public string? DeviceOn(string serverId) => Attachments?.FirstOrDefault(attachment => attachment.ServerId == serverId)?.Device;
}

internal sealed record VolumeAttachment(string? ServerId, string? Device);

internal sealed record VolumeSnapshotPage(IReadOnlyList<VolumeSnapshot> Snapshots);

internal sealed record VolumeSnapshotAnswer(VolumeSnapshot Snapshot);

internal sealed record VolumeSnapshot(string Id, string? Name, string? Status);
