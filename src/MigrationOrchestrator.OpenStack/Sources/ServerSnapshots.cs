using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.OpenStack.Compute;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Images;

namespace MigrationOrchestrator.OpenStack.Sources;

/// <summary>Snapshots of servers' own disks as private images, found again by name and server.</summary>
internal sealed class ServerSnapshots(OpenStackSession session, OpenStackOptions options)
{
    public async Task<Snapshot> BeginAsync(SnapshotRequest request, CancellationToken cancellation)
    {
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        Image? image = await FindAsync(glance, request, cancellation);
        if (image?.Status is "killed" or "error")
        {
            await glance.DeleteAsync(image.Id, cancellation);
            image = null;
        }

        return image is null ? SnapshotOf(await CreateAsync(request, cancellation), "queued") : SnapshotOf(image.Id, image.Status);
    }

    public async Task<Snapshot> PollAsync(SnapshotRequest request, CancellationToken cancellation)
    {
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        Image image = await FindAsync(glance, request, cancellation) ?? throw OpenStackFailures.Fail(
            "source.snapshot_gone", $"The snapshot '{request.Name}' of the server {request.MachineId} is gone: Nova gave it up, or somebody removed it.", "Try again; see the server's actions in the cloud.");
        if (image.Status is "queued" or "saving" && await IsIdleAsync(request.MachineId, cancellation))
        {
            // Nova has ended its task. Glance is asked once more: it may just have become active.
            image = await glance.GetAsync(image.Id, cancellation);
            if (image.Status is "queued" or "saving")
            {
                throw OpenStackFailures.Fail(
                    "source.snapshot_failed", $"Nova ended the snapshot '{request.Name}' of the server {request.MachineId}, but its image is still {image.Status}.", "Try again; see the server's actions in the cloud.");
            }
        }

        return image.Status is "killed" or "error" or "deleted" or "pending_delete" or "deactivated"
            ? throw OpenStackFailures.Fail("source.snapshot_failed", $"The snapshot '{request.Name}' of the server {request.MachineId} has become {image.Status}.", "Try again; see the server's actions in the cloud.")
            : SnapshotOf(image.Id, image.Status);
    }

    public async Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation)
    {
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        List<Image> found = await glance.ImagesAsync(new ImageFilter { Name = entry.Name }, options.PageSize, cancellation)
            .Where(image => image.Property("image_type") == "snapshot")
            .ToListAsync(cancellation);
        foreach (string id in found.Select(image => image.Id).Concat(entry.Id is { } known ? [known] : []).Distinct(StringComparer.Ordinal))
        {
            await Removal.IgnoreMissingAsync(() => glance.DeleteAsync(id, cancellation));
        }
    }

    private static Snapshot SnapshotOf(string imageId, string? status)
        => new(status == "active", [new SnapshotDisk("disk-0", imageId, Boot: true, Temporary: true)], status ?? "");

    private async Task<Image?> FindAsync(IGlanceApi glance, SnapshotRequest request, CancellationToken cancellation)
    {
        List<Image> images = await glance.ImagesAsync(new ImageFilter { Name = request.Name, InstanceId = request.MachineId }, options.PageSize, cancellation).ToListAsync(cancellation);
        return images.OrderBy(image => image.Status == "active" ? 0 : 1).ThenBy(image => image.CreatedAt).FirstOrDefault();
    }

    private async Task<bool> IsIdleAsync(string serverId, CancellationToken cancellation)
    {
        try
        {
            return (await (await session.ComputeAsync(cancellation)).GetServerAsync(serverId, cancellation)).Server.TaskState is null;
        }
        catch (FailureException gone) when (gone.Failure.Code == "cloud.not_found")
        {
            return true;
        }
    }

    private async Task<string> CreateAsync(SnapshotRequest request, CancellationToken cancellation)
    {
        INovaApi nova = await session.ComputeAsync(cancellation);
        JsonObject action = new() { ["createImage"] = new JsonObject { ["name"] = request.Name, ["metadata"] = new JsonObject { [Image.KeyProperty] = request.Name } } };
        using HttpResponseMessage response = await nova.ActAsync(request.MachineId, action, cancellation);
        if (await OpenStackFailures.FromAnswerAsync(response) is { } refused)
        {
            throw refused;
        }

        // From microversion 2.45 in the body; before as the last segment of a Location whose rest is not usable.
        string? id = response.Headers.Location is { } location ? location.OriginalString.TrimEnd('/').Split('/')[^1] : await IdInBodyAsync(response, cancellation);
        return Guid.TryParse(id, out _) ? id : throw OpenStackFailures.Fail("cloud.protocol", $"Nova took the snapshot '{request.Name}' on, but did not say its image's id.", transient: true);
    }

    private static async Task<string?> IdInBodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return (string?)(await response.Content.ReadFromJsonAsync(OpenStackJson.Default.JsonObject, cancellation))?["image_id"];
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw OpenStackFailures.FromContent(response, new JsonException(wrong.Message, wrong));
        }
    }
}
