using System.Globalization;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Snapshots;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Images;

namespace MigrationOrchestrator.OpenStack.Sources;

/// <summary>A machine that is an image: it is read as it is.</summary>
internal sealed class ImageDescriber(OpenStackSession session, OpenStackOptions options)
{
    /// <summary>What an image that demands no memory is given; in MiB.</summary>
    private const int DefaultMemoryMiB = 1024;

    private const long GiB = 1L << 30;

    private static readonly HashSet<string> DiskFormats = ["qcow2", "raw", "vmdk", "vhd", "vhdx", "vdi"];

    public async Task<Machine> DescribeAsync(string idOrName, CancellationToken cancellation)
    {
        Image image = await FindAsync(idOrName, cancellation);
        Refuse(image);
        long? size = image.VirtualSize ?? (image.DiskFormat == "raw" ? image.Size : image.MinDisk is > 0 and { } disk ? disk * GiB : null);
        return new Machine(
            image.Id,
            image.Name ?? image.Id,
            MachineKind.Image,
            Math.Max(1, Topology(image, "hw_cpu_sockets") * Topology(image, "hw_cpu_cores") * Topology(image, "hw_cpu_threads")),
            image.MinRam is > 0 and { } memory ? memory : DefaultMemoryMiB,
            [new MachineDisk("disk-0", Boot: true, size)],
            [],
            ImageHints.Of(image));
    }

    /// <summary>There is nothing to take: the image itself, ready.</summary>
    public async Task<Snapshot> AsSnapshotAsync(string id, CancellationToken cancellation)
    {
        Image image = await (await session.ImagesAsync(cancellation)).GetAsync(id, cancellation);
        Refuse(image);
        return new Snapshot(Ready: true, [new SnapshotDisk("disk-0", image.Id, Boot: true, Temporary: false)], image.Status ?? "");
    }

    private static void Refuse(Image image)
    {
        if (image.Status != "active")
        {
            throw OpenStackFailures.Fail("source.image_not_active", $"The image {image.Id} is {image.Status}; only an active image has its bytes.", "Wait until it is active, or choose another image.");
        }

        if (image is { Size: 0 } && image.Properties?.ContainsKey("block_device_mapping") == true)
        {
            throw OpenStackFailures.Fail("source.volume_backed", $"The image {image.Id} holds no bytes: it is the snapshot of a server that boots from a volume.", "Migrate the server itself, or make an image of the volume's snapshot.");
        }

        if (image.DiskFormat is not { } format || !DiskFormats.Contains(format) || image.ContainerFormat is not ("bare" or null))
        {
            throw OpenStackFailures.Fail(
                "source.image_not_a_disk",
                $"The image {image.Id} has disk format {image.DiskFormat} in container {image.ContainerFormat}, which is no machine's disk.",
                $"Choose an image of one of the formats {string.Join(", ", DiskFormats)} in a bare container.");
        }
    }

    private static int Topology(Image image, string property) => int.TryParse(image.Property(property), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? Math.Clamp(count, 1, 128) : 1;

    private async Task<Image> FindAsync(string idOrName, CancellationToken cancellation)
    {
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        if (Guid.TryParse(idOrName, out _))
        {
            try
            {
                return await glance.GetAsync(idOrName, cancellation);
            }
            catch (FailureException missing) when (missing.Failure.Code == "cloud.not_found")
            {
                // A name may look like an id.
            }
        }

        List<Image> named = await glance.ImagesAsync(new ImageFilter { Name = idOrName }, options.PageSize, cancellation).ToListAsync(cancellation);
        return named switch
        {
            [var only] => only,
            [] => throw OpenStackFailures.Fail("source.machine_not_found", $"There is no image '{idOrName}' that this project can see.", "List the images; check the project and the region."),
            _ => throw OpenStackFailures.Fail(
                "source.machine_ambiguous", $"{named.Count} images are named '{idOrName}': {string.Join(", ", named.Take(10).Select(one => one.Id))}.", "Name the image by its id."),
        };
    }
}
