using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.Hosting;
using MigrationOrchestrator.Emulators.Journals;
using MigrationOrchestrator.Emulators.OpenStack.Compute;
using MigrationOrchestrator.Emulators.OpenStack.Identity;
using MigrationOrchestrator.Emulators.OpenStack.Images;
using MigrationOrchestrator.Emulators.OpenStack.Networking;
using MigrationOrchestrator.Emulators.OpenStack.State;
using MigrationOrchestrator.Emulators.OpenStack.Volumes;

namespace MigrationOrchestrator.Emulators.OpenStack;

/// <summary>
/// An OpenStack on 127.0.0.1 that speaks the wire protocols of Keystone (v3 and v2.0), Nova, Glance, Neutron and, where asked for, Cinder, and holds real bytes. It is an
/// honest stand-in: what the product knows of it, it knows over HTTP; seeding, corrupting and reading back are for tests.
/// </summary>
public sealed class OpenStackEmulator : IAsyncDisposable
{
    private readonly EmulatedCloud cloud;
    private readonly EmulatorServer server;
    private readonly string? temporary;

    private OpenStackEmulator(EmulatedCloud cloud, EmulatorServer server, string? temporary)
    {
        this.cloud = cloud;
        this.server = server;
        this.temporary = temporary;
        AuthUrl = new Uri(server.Endpoint, "identity/v3");
    }

    /// <summary>Keystone's address, with v3.</summary>
    public Uri AuthUrl { get; }

    /// <summary>Keystone's address of the API that came before.</summary>
    public Uri AuthUrlV2 => new(server.Endpoint, "identity/v2.0");

    /// <summary>Opens the control endpoints under <see cref="ControlUrl"/>, sent as <c>X-Emulator-Key</c>.</summary>
    public string ControlKey => server.Wire.ControlKey;

    /// <summary>Where faults, journal and resource counts are: <c>faults</c>, <c>journal</c>, <c>resources</c> under it.</summary>
    public Uri ControlUrl => new(server.Endpoint, "_emulator/");

    /// <summary>What it was started with.</summary>
    public OpenStackEmulatorOptions Options => cloud.Options;

    /// <summary>Its misbehaviour.</summary>
    public FaultInjector Faults => server.Wire.Faults;

    /// <summary>The requests it has finished.</summary>
    public RequestJournal Journal => server.Wire.Journal;

    /// <summary>How the store behind Glance answers a request for a range; can be changed at any time.</summary>
    public GlanceRanges Ranges
    {
        get => cloud.Ranges;
        set => cloud.Ranges = value;
    }

    /// <summary>How many images, snapshots, servers, volumes and volume snapshots there are now, in all regions.</summary>
    public IReadOnlyDictionary<string, int> Resources => Count(cloud);

    /// <summary>Starts one.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<OpenStackEmulator> StartAsync(OpenStackEmulatorOptions options, CancellationToken cancellation)
    {
        string? temporary = options.Folder is null ? Directory.CreateTempSubdirectory("openstack-emulator-").FullName : null;
        EmulatedCloud cloud = new(options, options.Folder ?? temporary!);
        Gate gate = new(cloud);
        EmulatorServer server = await EmulatorServer.StartAsync(
            options.Port,
            new EmulatorWire(options.Faults, new RequestJournal(), options.Clock),
            cloud.Tokens.ExpireAll,
            () => Count(cloud),
            app =>
            {
                foreach (string side in ServiceCatalog.Interfaces)
                {
                    IEndpointRouteBuilder routes = ServiceCatalog.PathOf(side) is { Length: > 0 } path ? app.MapGroup(path) : app;
                    new KeystoneV3Endpoints(cloud).Map(routes);
                    new KeystoneV2Endpoints(cloud).Map(routes);
                    new NovaEndpoints(cloud, gate, new ServerCreation(cloud), new ServerActions(cloud, new ServerImaging(cloud))).Map(routes);
                    new GlanceEndpoints(cloud, gate).Map(routes);
                    new ImageDataEndpoints(cloud, gate).Map(routes);
                    new NeutronEndpoints(cloud, gate).Map(routes);
                    new CinderEndpoints(cloud, gate, new VolumeUpload(cloud)).Map(routes);
                }
            },
            cancellation);
        return new OpenStackEmulator(cloud, server, temporary);
    }

    /// <summary>The tokens that were issued (the newest 10,000), so that a test can search for them where they must not be.</summary>
    public IReadOnlyList<string> IssuedTokens => cloud.Tokens.Issued;

    /// <summary>Takes every token's validity away.</summary>
    public void ExpireTokens() => cloud.Tokens.ExpireAll();

    /// <summary>Puts an active image into a region; the file is copied.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The file with its bytes, whatever they are: nothing looks into them.</param>
    /// <param name="diskFormat">Its disk_format, whether or not it is true.</param>
    /// <param name="properties">Its properties, such as os_distro; null for none.</param>
    /// <param name="region">The region; null for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Its id.</returns>
    public async Task<string> SeedImageAsync(string name, string path, string diskFormat, IReadOnlyDictionary<string, string>? properties, string? region, CancellationToken cancellation)
    {
        EmulatedRegion place = Region(region);
        EmulatedImage image = new(Guid.NewGuid().ToString(), cloud.Clock.GetUtcNow())
        {
            Name = name,
            DiskFormat = diskFormat,
            ContainerFormat = "bare",
            Visibility = "private",
            Properties = properties ?? new Dictionary<string, string>(),
        };
        await using FileStream file = File.OpenRead(path);
        ImageBytes bytes = await ImageBytes.StoreAsync(file, place.ImagePath(image.Id), cancellation);
        place.Images.Add(ImageDataEndpoints.Stored(image, bytes, place.ImagePath(image.Id), cloud.Clock.GetUtcNow()));
        return image.Id;
    }

    /// <summary>Puts a running server into a region. Nothing is checked as Nova would: a test may want what Nova refuses.</summary>
    /// <param name="seed">What it is made of.</param>
    /// <param name="region">The region; null for the first.</param>
    /// <returns>Its id.</returns>
    public string SeedServer(SeededServer seed, string? region = null)
    {
        EmulatedRegion place = Region(region);
        EmulatedImage image = place.Images.Find(seed.ImageId) ?? throw new ArgumentException($"There is no image {seed.ImageId} in region {place.Name}.", nameof(seed));
        EmulatedServer made = new(Guid.NewGuid().ToString(), seed.Name, place.Flavors.First(flavor => flavor.Name == seed.Flavor), cloud.Clock.GetUtcNow())
        {
            Status = "ACTIVE",
            ImageId = seed.BootsFromVolume ? null : image.Id,
            DiskFormat = image.DiskFormat ?? "raw",
            Ports = [.. seed.Networks.Select(name => place.NewPort(place.Networks.First(network => network.Name == name)))],
            Volumes = seed.Volumes,
        };
        SharedBytes.Copy(place.ImagePath(image.Id), place.DiskPath(made.Id));
        place.Servers.Add(made);
        foreach ((int index, string volume) in seed.Volumes.Index())
        {
            char letter = (char)('a' + index + (seed.BootsFromVolume ? 0 : 1));
            place.Volumes.Change(volume, now => now with { Status = "in-use", Attachment = (made.Id, $"/dev/vd{letter}") });
        }

        return made.Id;
    }

    /// <summary>Puts a volume into a region; the file is copied.</summary>
    /// <param name="path">The file with its bytes.</param>
    /// <param name="format">The file's format, raw or qcow2: the only one that it can be uploaded as.</param>
    /// <param name="sizeGiB">Its size in GiB.</param>
    /// <param name="imageMetadata">The properties of the image that it was made of; null for none.</param>
    /// <param name="region">The region; null for the first.</param>
    /// <returns>Its id.</returns>
    public string SeedVolume(string path, string format, int sizeGiB, IReadOnlyDictionary<string, string>? imageMetadata = null, string? region = null)
    {
        EmulatedRegion place = Region(region);
        EmulatedVolume volume = new(Guid.NewGuid().ToString(), "seeded", sizeGiB) { Status = "available", Format = format, ImageMetadata = imageMetadata ?? new Dictionary<string, string>() };
        File.Copy(path, place.VolumePath(volume.Id));
        place.Volumes.Add(volume);
        return volume.Id;
    }

    /// <summary>The file with an image's bytes, to read back what arrived.</summary>
    /// <exception cref="FileNotFoundException">There is no such image, or it has no bytes.</exception>
    public string ImageFile(string id, string? region = null)
    {
        string path = Region(region).ImagePath(id);
        return File.Exists(path) ? path : throw new FileNotFoundException($"The image {id} has no bytes.", path);
    }

    /// <summary>Changes one bit of an image's bytes but not its hashes: what is served is not what is promised.</summary>
    /// <param name="id">The image.</param>
    /// <param name="offset">Which byte.</param>
    /// <param name="region">The region; null for the first.</param>
    public void CorruptImage(string id, long offset, string? region = null)
    {
        SharedBytes.Separate(ImageFile(id, region));
        using FileStream file = new(ImageFile(id, region), FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 1));
    }

    /// <summary>Makes Glance promise a hash that the bytes do not have.</summary>
    /// <param name="id">The image.</param>
    /// <param name="sha512">The hash that os_hash_value will say.</param>
    /// <param name="region">The region; null for the first.</param>
    public void SetImageHash(string id, string sha512, string? region = null) => Region(region).Images.Change(id, image => image with { HashValue = sha512 });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await cloud.Chores.DisposeAsync();
        await server.DisposeAsync();
        if (temporary is not null)
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static Dictionary<string, int> Count(EmulatedCloud cloud)
    {
        IReadOnlyList<EmulatedImage> images = [.. cloud.Regions.Values.SelectMany(region => region.Images.All)];
        int snapshots = images.Count(image => image.Properties.GetValueOrDefault("image_type") == "snapshot");
        return new Dictionary<string, int>
        {
            ["images"] = images.Count - snapshots,
            ["snapshots"] = snapshots,
            ["servers"] = cloud.Regions.Values.Sum(region => region.Servers.All.Count),
            ["volumes"] = cloud.Regions.Values.Sum(region => region.Volumes.All.Count),
            ["volumeSnapshots"] = cloud.Regions.Values.Sum(region => region.VolumeSnapshots.All.Count),
        };
    }

    private EmulatedRegion Region(string? name) => cloud.Regions.TryGetValue(name ?? cloud.Options.Regions[0], out EmulatedRegion? region)
        ? region
        : throw new ArgumentException($"There is no region {name}; there are {string.Join(", ", cloud.Regions.Keys)}.", nameof(name));
}
