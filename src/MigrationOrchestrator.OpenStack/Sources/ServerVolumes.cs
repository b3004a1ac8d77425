using MigrationOrchestrator.OpenStack.Compute;
using MigrationOrchestrator.OpenStack.Volumes;

namespace MigrationOrchestrator.OpenStack.Sources;

/// <summary>The volumes of a server in the order in which it sees them, each with its disk's id.</summary>
internal sealed class ServerVolumes(OpenStackSession session)
{
    public async Task<IReadOnlyList<ServerVolume>> ListAsync(Server server, CancellationToken cancellation)
    {
        if (server.Volumes is null or [])
        {
            return [];
        }

        ICinderApi cinder = await session.VolumesAsync(cancellation);
        List<Volume> volumes = [];
        foreach (AttachedVolume attached in server.Volumes)
        {
            volumes.Add((await cinder.GetVolumeAsync(attached.Id, cancellation)).Volume);
        }

        // A server that boots from a volume has no disk of its own: its first device is disk-0.
        int first = server.ImageId is null ? 0 : 1;
        return [.. volumes.OrderBy(volume => volume.DeviceOn(server.Id), StringComparer.Ordinal).Select((volume, index) => new ServerVolume($"disk-{first + index}", volume))];
    }
}

/// <summary>A volume as a disk of its server.</summary>
internal sealed record ServerVolume(string DiskId, Volume Volume);
