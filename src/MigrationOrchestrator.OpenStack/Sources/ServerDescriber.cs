using System.Text.RegularExpressions;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.OpenStack.Compute;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Images;

namespace MigrationOrchestrator.OpenStack.Sources;

/// <summary>Finds a server and says what it is made of.</summary>
internal sealed class ServerDescriber(OpenStackSession session, OpenStackOptions options)
{
    private const long GiB = 1L << 30;

    private readonly ServerNics nics = new(session);
    private readonly ServerVolumes volumes = new(session);

    public async Task<Machine> DescribeAsync(string idOrName, CancellationToken cancellation)
    {
        INovaApi nova = await session.ComputeAsync(cancellation);
        Server server = await FindAsync(nova, idOrName, cancellation);
        await RefuseUnreadableVolumesAsync(server, cancellation);
        (int cpus, int memory, int disk) = await SizeAsync(nova, server, cancellation);
        IReadOnlyList<ServerVolume> attached = await volumes.ListAsync(server, cancellation);
        GuestHints guest = server.ImageId is { } id ? ImageHints.Of(await FindImageAsync(id, cancellation)) : ImageHints.Of(attached[0].Volume);
        return new Machine(server.Id, server.Name ?? server.Id, MachineKind.Server, cpus, memory, DisksOf(server, disk, attached), await nics.ListAsync(nova, server, cancellation), guest)
        {
            State = server.Status,
            IsRunning = server.Status is not ("SHUTOFF" or "SUSPENDED" or "SHELVED" or "SHELVED_OFFLOADED"),
        };
    }

    private static IReadOnlyList<MachineDisk> DisksOf(Server server, int rootGiB, IReadOnlyList<ServerVolume> attached)
    {
        IEnumerable<MachineDisk> disks = attached.Select(one => new MachineDisk(one.DiskId, Boot: one.DiskId == "disk-0", one.Volume.Size * GiB) { VolumeId = one.Volume.Id });
        return server.ImageId is null ? [.. disks] : [new MachineDisk("disk-0", Boot: true, rootGiB > 0 ? rootGiB * GiB : null), .. disks];
    }

    private static async Task<(int Cpus, int MemoryMiB, int DiskGiB)> SizeAsync(INovaApi nova, Server server, CancellationToken cancellation)
    {
        if (server.Flavor is { Vcpus: { } cpus, Ram: { } ram, Disk: { } disk })
        {
            return (cpus, ram, disk);
        }

        if (server.Flavor?.Id is not { } id)
        {
            throw OpenStackFailures.Fail("cloud.protocol", $"Nova does not say the flavor of the server {server.Id}.");
        }

        Flavor flavor = (await nova.GetFlavorAsync(id, cancellation)).Flavor;
        return (flavor.Vcpus, flavor.Ram, flavor.Disk);
    }

    private async Task<Server> FindAsync(INovaApi nova, string idOrName, CancellationToken cancellation)
    {
        if (Guid.TryParse(idOrName, out _))
        {
            try
            {
                return (await nova.GetServerAsync(idOrName, cancellation)).Server;
            }
            catch (FailureException missing) when (missing.Failure.Code == "cloud.not_found")
            {
                // A name may look like an id.
            }
        }

        List<Server> named = [];
        await foreach (Server server in nova.ServersAsync($"^{Regex.Escape(idOrName)}$", options.PageSize, cancellation))
        {
            if (server.Name == idOrName)
            {
                named.Add(server);
            }
        }

        return named switch
        {
            [var only] => only,
            [] => throw OpenStackFailures.Fail(
                "source.machine_not_found",
                $"There is no server '{idOrName}' in this project and region ({await session.RegionAsync(cancellation)}).",
                "List the servers; check the project and the region."),
            _ => throw OpenStackFailures.Fail(
                "source.machine_ambiguous", $"{named.Count} servers are named '{idOrName}': {string.Join(", ", named.Take(10).Select(one => one.Id))}.", "Name the server by its id."),
        };
    }

    private async Task RefuseUnreadableVolumesAsync(Server server, CancellationToken cancellation)
    {
        bool hasVolumes = server.Volumes is not (null or []);
        if (hasVolumes ? await session.HasVolumesAsync(cancellation) : server.ImageId is not null)
        {
            return;
        }

        string volumes = string.Join(", ", (server.Volumes ?? []).Select(volume => volume.Id));
        throw server.ImageId is null
            ? OpenStackFailures.Fail(
                "source.volume_backed",
                $"The server {server.Id} boots from a volume ({volumes}), and the catalogue of this region names no volume service, so that its bytes cannot be read.",
                "Ask the cloud's operator for the volume service's endpoint, or make an image of the volume and migrate that.")
            : OpenStackFailures.Fail(
                "source.volumes_attached",
                $"The server {server.Id} has volumes ({volumes}), and the catalogue of this region names no volume service, so that their bytes cannot be read.",
                "Detach the volumes, or ask the cloud's operator for the volume service's endpoint.");
    }

    private async Task<Image?> FindImageAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return await (await session.ImagesAsync(cancellation)).GetAsync(id, cancellation);
        }
        catch (FailureException gone) when (gone.Failure.Code is "cloud.not_found" or "cloud.forbidden")
        {
            // The image may be deleted while its servers live on; only hints are lost.
            return null;
        }
    }
}
