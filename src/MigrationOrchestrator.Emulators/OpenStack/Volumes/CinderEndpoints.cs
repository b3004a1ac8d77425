using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Volumes;

/// <summary>
/// As much of Cinder v3 as reading a volume's bytes asks. Written after its API reference, not after a recording: no real Cinder was at hand.
/// </summary>
internal sealed class CinderEndpoints(EmulatedCloud cloud, Gate gate, VolumeUpload upload)
{
    private const string Root = "/{region}/volume/v3/{project}";

    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "GET", "/volumes/detail", (context, region) => ListAsync(context, "volumes", region.Volumes.All, volume => volume.Id, Show));
        Map(routes, "GET", "/volumes/{id}", ShowVolumeAsync);
        Map(routes, "POST", "/volumes", CreateVolumeAsync);
        Map(routes, "DELETE", "/volumes/{id}", DeleteVolumeAsync);
        Map(routes, "POST", "/volumes/{id}/action", ActAsync);
        Map(routes, "GET", "/snapshots/detail", (context, region) => ListAsync(context, "snapshots", region.VolumeSnapshots.All, snapshot => snapshot.Id, Show));
        Map(routes, "POST", "/snapshots", CreateSnapshotAsync);
        Map(routes, "DELETE", "/snapshots/{id}", DeleteSnapshotAsync);
    }

    private static string IdOf(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static Task MissingAsync(HttpContext context, string what) => context.NovaErrorAsync(404, $"{what} {context.Request.RouteValues["id"]} could not be found.");

    private static Task ListAsync<T>(HttpContext context, string name, IReadOnlyList<T> all, Func<T, string> idOf, Func<T, JsonObject> show)
    {
        List<T> things = [.. all];
        string? marker = context.Request.Query["marker"];
        things.RemoveRange(0, string.IsNullOrEmpty(marker) ? 0 : things.FindIndex(thing => idOf(thing) == marker) + 1);
        int limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked > 0 ? asked : 1000;
        return context.JsonAsync(200, new JsonObject { [name] = new JsonArray([.. things.Take(limit).Select(show)]) });
    }

    private static JsonObject Show(EmulatedVolume volume) => new()
    {
        ["id"] = volume.Id,
        ["name"] = volume.Name,
        ["status"] = volume.Status,
        ["size"] = volume.SizeGiB,
        ["snapshot_id"] = volume.SnapshotId,
        ["volume_image_metadata"] = new JsonObject(volume.ImageMetadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["attachments"] = volume.Attachment is { } attachment
            ? new JsonArray(new JsonObject { ["server_id"] = attachment.ServerId, ["device"] = attachment.Device, ["volume_id"] = volume.Id })
            : new JsonArray(),
    };

    private static JsonObject Show(EmulatedVolumeSnapshot snapshot) => new()
    {
        ["id"] = snapshot.Id,
        ["name"] = snapshot.Name,
        ["status"] = snapshot.Status,
        ["volume_id"] = snapshot.Volume.Id,
        ["size"] = snapshot.Volume.SizeGiB,
    };

    private void Map(IEndpointRouteBuilder routes, string method, string pattern, Gate.RegionalHandler handle) => gate.Map(routes, method, Root + pattern, Gate.RefuseAsJsonAsync, handle);

    private Task ShowVolumeAsync(HttpContext context, EmulatedRegion region)
        => region.Volumes.Find(IdOf(context)) is { } volume ? context.JsonAsync(200, new JsonObject { ["volume"] = Show(volume) }) : MissingAsync(context, "Volume");

    private async Task CreateSnapshotAsync(HttpContext context, EmulatedRegion region)
    {
        JsonObject? asked = (await context.ReadObjectAsync()).Object("snapshot");
        if (region.Volumes.Find(asked.Text("volume_id") ?? "") is not { } volume)
        {
            await context.NovaErrorAsync(404, $"Volume {asked.Text("volume_id")} could not be found.");
            return;
        }

        if (volume.Status == "in-use" && asked?["force"]?.GetValueKind() is not System.Text.Json.JsonValueKind.True)
        {
            await context.NovaErrorAsync(400, $"Invalid volume: Volume {volume.Id} status must be available, but current status is: in-use.");
            return;
        }

        EmulatedVolumeSnapshot made = new(Guid.NewGuid().ToString(), asked.Text("name"), volume);
        region.VolumeSnapshots.Add(made);
        cloud.Chores.Begin(async end =>
        {
            await cloud.Chores.WaitAsync(cloud.Options.SnapshotTime / 2, end);
            SharedBytes.Copy(region.VolumePath(volume.Id), region.VolumePath(made.Id));
            region.VolumeSnapshots.Change(made.Id, snapshot => snapshot with { Status = "available" });
        });
        await context.JsonAsync(202, new JsonObject { ["snapshot"] = Show(made) });
    }

    private async Task CreateVolumeAsync(HttpContext context, EmulatedRegion region)
    {
        JsonObject? asked = (await context.ReadObjectAsync()).Object("volume");
        if (region.VolumeSnapshots.Find(asked.Text("snapshot_id") ?? "") is not { Status: "available" } snapshot)
        {
            await context.NovaErrorAsync(400, "Invalid snapshot: it must be there and available.");
            return;
        }

        EmulatedVolume made = new(Guid.NewGuid().ToString(), asked.Text("name"), snapshot.Volume.SizeGiB) { SnapshotId = snapshot.Id, Format = snapshot.Volume.Format, ImageMetadata = snapshot.Volume.ImageMetadata };
        region.Volumes.Add(made);
        cloud.Chores.Begin(async end =>
        {
            await cloud.Chores.WaitAsync(cloud.Options.SnapshotTime / 2, end);
            SharedBytes.Copy(region.VolumePath(snapshot.Id), region.VolumePath(made.Id));
            region.Volumes.Change(made.Id, volume => volume with { Status = "available" });
        });
        await context.JsonAsync(202, new JsonObject { ["volume"] = Show(made) });
    }

    private Task DeleteVolumeAsync(HttpContext context, EmulatedRegion region)
    {
        string id = IdOf(context);
        if (region.Volumes.Change(id, volume => volume.Status is "available" or "error", volume => volume with { Status = "deleting" }) is null)
        {
            return region.Volumes.Find(id) is { } busy ? context.NovaErrorAsync(400, $"Invalid volume: Volume status must be available or error, but current status is: {busy.Status}.") : MissingAsync(context, "Volume");
        }

        cloud.Chores.Begin(async end =>
        {
            await cloud.Chores.WaitAsync(cloud.Options.VolumeDeleteTime, end);
            region.Volumes.Remove(id);
            File.Delete(region.VolumePath(id));
        });
        return context.EmptyAsync(202);
    }

    private Task DeleteSnapshotAsync(HttpContext context, EmulatedRegion region)
    {
        string id = IdOf(context);
        if (region.VolumeSnapshots.Find(id) is not { } snapshot)
        {
            return MissingAsync(context, "Snapshot");
        }

        if (snapshot.Status != "available" || region.Volumes.All.Any(volume => volume.SnapshotId == id))
        {
            return context.NovaErrorAsync(400, "Invalid snapshot: Snapshot is busy or has dependent volumes.");
        }

        region.VolumeSnapshots.Change(id, now => now with { Status = "deleting" });
        cloud.Chores.Begin(async end =>
        {
            await cloud.Chores.WaitAsync(cloud.Options.VolumeDeleteTime, end);
            region.VolumeSnapshots.Remove(id);
            File.Delete(region.VolumePath(id));
        });
        return context.EmptyAsync(202);
    }

    private async Task ActAsync(HttpContext context, EmulatedRegion region)
    {
        JsonObject? body = await context.ReadObjectAsync();
        if (region.Volumes.Find(IdOf(context)) is not { } volume)
        {
            await MissingAsync(context, "Volume");
        }
        else if (body.Object("os-unset_image_metadata") is { } unset)
        {
            region.Volumes.Change(volume.Id, now => now with { ImageMetadata = now.ImageMetadata.Where(pair => pair.Key != unset.Text("key")).ToDictionary() });
            await context.EmptyAsync(200);
        }
        else if (body.Object("os-volume_upload_image") is { } asked)
        {
            await upload.BeginAsync(context, region, volume, asked);
        }
        else
        {
            await context.NovaErrorAsync(400, "There is no such action: " + (body?.FirstOrDefault().Key ?? "none"));
        }
    }
}
