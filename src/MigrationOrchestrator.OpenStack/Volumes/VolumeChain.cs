using System.Net;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Images;

namespace MigrationOrchestrator.OpenStack.Volumes;

/// <summary>
/// Makes an attached volume's bytes readable: snapshot of the volume, volume of the snapshot, image of that volume. Each look takes the next step
/// that is due; all three are found again by one deterministic name a disk, so that a look can be repeated after any crash.
/// </summary>
internal sealed class VolumeChain(OpenStackSession session, OpenStackOptions options)
{
    // Cinder's vmdk is not streamOptimized, so that it is never asked for.
    private static readonly string[] Formats = ["qcow2", "raw"];

    /// <summary>Looks at all volumes of a machine and takes the steps that are due.</summary>
    /// <param name="name">The snapshot's deterministic name.</param>
    /// <param name="volumes">The volume of each disk, by the disk's id.</param>
    /// <param name="bootDisk">The disk that the machine boots from, or null where that is no volume.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Snapshot> AdvanceAsync(string name, IReadOnlyDictionary<string, string> volumes, string? bootDisk, CancellationToken cancellation)
    {
        ICinderApi cinder = await session.VolumesAsync(cancellation);
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        List<Volume> copies = await CopiesAsync(cinder, name, cancellation);
        List<VolumeSnapshot> snapshots = await SnapshotsAsync(cinder, name, cancellation);
        List<SnapshotDisk> disks = [];
        List<string> states = [];
        foreach ((string disk, string volumeId) in volumes)
        {
            string own = NameOf(name, disk);
            Image? image = await glance.ImagesAsync(new ImageFilter { Name = own }, options.PageSize, cancellation).FirstOrDefaultAsync(cancellation);
            string state = image is not null
                ? Checked(image.Status, own, "image")
                : await StepAsync(cinder, own, volumeId, copies.Find(copy => copy.Name == own), snapshots.Find(snapshot => snapshot.Name == own), cancellation);
            states.Add(state);
            if (image is not null)
            {
                disks.Add(new SnapshotDisk(disk, image.Id, disk == bootDisk, Temporary: true));
            }
        }

        return new Snapshot(states.All(state => state == "active"), disks, string.Join(", ", states.Distinct()));
    }

    /// <summary>Removes what the chain made: images, then volumes, then snapshots, each of which must outlive the one before.</summary>
    /// <exception cref="FailureException">Transient <c>cloud.conflict</c> while Cinder still works on any of it or removes it: ask again.</exception>
    public async Task RemoveAsync(string name, CancellationToken cancellation)
    {
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        ICinderApi cinder = await session.VolumesAsync(cancellation);
        List<Volume> copies = await CopiesAsync(cinder, name, cancellation);
        List<VolumeSnapshot> snapshots = await SnapshotsAsync(cinder, name, cancellation);
        foreach (string own in copies.Select(copy => copy.Name!).Union(snapshots.Select(snapshot => snapshot.Name!), StringComparer.Ordinal))
        {
            foreach (Image image in await glance.ImagesAsync(new ImageFilter { Name = own }, options.PageSize, cancellation).ToListAsync(cancellation))
            {
                await Removal.IgnoreMissingAsync(() => glance.DeleteAsync(image.Id, cancellation));
            }
        }

        foreach (Volume copy in copies.Where(copy => copy.Status is not ("creating" or "uploading" or "deleting")))
        {
            await Removal.IgnoreMissingAsync(() => cinder.DeleteVolumeAsync(copy.Id, cancellation));
        }

        if (copies.Count > 0 && (await CopiesAsync(cinder, name, cancellation)).Count > 0)
        {
            throw Busy("volumes", name);
        }

        foreach (VolumeSnapshot snapshot in snapshots.Where(snapshot => snapshot.Status is not ("creating" or "deleting")))
        {
            await Removal.IgnoreMissingAsync(() => cinder.DeleteSnapshotAsync(snapshot.Id, cancellation));
        }

        if (snapshots.Count > 0 && (await SnapshotsAsync(cinder, name, cancellation)).Count > 0)
        {
            throw Busy("volume snapshots", name);
        }
    }

    /// <summary>The name of all that is made of one disk. A migration's id has no colon, so that no migration's names begin another's.</summary>
    private static string NameOf(string name, string disk) => $"{name}:{disk}";

    /// <summary>The migration that a volume, a volume snapshot or an image was made for, by its name; null for any other name.</summary>
    public static string? MigrationOf(string? name)
        => name?.StartsWith(Leftover.KeyPrefix, StringComparison.Ordinal) == true && name.LastIndexOf(":disk-", StringComparison.Ordinal) is > 0 and var end && end > Leftover.KeyPrefix.Length
            && name.AsSpan(end + ":disk-".Length) is { Length: > 0 } number && !number.ContainsAnyExceptInRange('0', '9')
            ? name[Leftover.KeyPrefix.Length..end]
            : null;

    private static bool IsOurs(string? candidate, string name) => candidate?.StartsWith($"{name}:disk-", StringComparison.Ordinal) == true;

    private static FailureException Busy(string what, string name)
        => OpenStackFailures.Fail("cloud.conflict", $"The {what} that were made for '{name}' are still in use or being removed.", "It is tried again by itself; see the volume service's messages where it lasts.", transient: true);

    private async Task<List<Volume>> CopiesAsync(ICinderApi cinder, string name, CancellationToken cancellation)
        => await cinder.VolumesAsync(options.PageSize, cancellation).Where(volume => IsOurs(volume.Name, name)).ToListAsync(cancellation);

    private async Task<List<VolumeSnapshot>> SnapshotsAsync(ICinderApi cinder, string name, CancellationToken cancellation)
        => await cinder.SnapshotsAsync(options.PageSize, cancellation).Where(snapshot => IsOurs(snapshot.Name, name)).ToListAsync(cancellation);

    private static string Checked(string? status, string own, string what) => status is null or "error" or "killed" or "deleted" or "error_deleting" or "deactivated"
        ? throw OpenStackFailures.Fail("source.snapshot_failed", $"The {what} '{own}' has become {status ?? "unknown"} in the source cloud.", "Try again; see the volume service's messages in the cloud.")
        : status;

    private static async Task<string> StepAsync(ICinderApi cinder, string own, string volumeId, Volume? copy, VolumeSnapshot? snapshot, CancellationToken cancellation)
    {
        switch (copy, snapshot)
        {
            case (null, null):
                await cinder.CreateSnapshotAsync(
                    new JsonObject { ["snapshot"] = new JsonObject { ["volume_id"] = volumeId, ["name"] = own, ["force"] = true } }, cancellation);
                return "snapshotting";
            case (null, { Status: "available" }):
                await cinder.CreateVolumeAsync(new JsonObject { ["volume"] = new JsonObject { ["snapshot_id"] = snapshot.Id, ["name"] = own } }, cancellation);
                return "copying";
            case ({ Status: "available" }, _):
                await UploadAsync(cinder, copy, own, cancellation);
                return "uploading";
            case ({ } busy, _):
                return Checked(busy.Status, own, "volume");
            case (null, { } busy):
                return Checked(busy.Status, own, "volume snapshot");
        }
    }

    private static async Task UploadAsync(ICinderApi cinder, Volume copy, string own, CancellationToken cancellation)
    {
        // Cinder hands these on to Glance, which refuses them as reserved (cinder bug 1945500).
        foreach (string key in (copy.VolumeImageMetadata ?? new Dictionary<string, string>()).Keys.Where(key => key.StartsWith("os_glance", StringComparison.Ordinal)))
        {
            using HttpResponseMessage unset = await cinder.ActAsync(copy.Id, new JsonObject { ["os-unset_image_metadata"] = new JsonObject { ["key"] = key } }, cancellation);
            if (unset.StatusCode != HttpStatusCode.NotFound && await OpenStackFailures.FromAnswerAsync(unset) is { } kept)
            {
                throw kept;
            }
        }

        Exception? refused = null;
        foreach (string format in Formats)
        {
            JsonObject action = new() { ["os-volume_upload_image"] = new JsonObject { ["image_name"] = own, ["container_format"] = "bare", ["disk_format"] = format, ["force"] = false } };
            using HttpResponseMessage answer = await cinder.ActAsync(copy.Id, action, cancellation);
            refused = await OpenStackFailures.FromAnswerAsync(answer);
            if (refused is null || answer.StatusCode != HttpStatusCode.BadRequest)
            {
                break;
            }
        }

        if (refused is not null)
        {
            throw refused;
        }
    }
}
