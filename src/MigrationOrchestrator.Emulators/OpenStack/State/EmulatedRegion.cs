namespace MigrationOrchestrator.Emulators.OpenStack.State;

/// <summary>What one region holds. Bytes are files: <c>images/ID</c>, <c>disks/ID</c> and <c>volumes/ID</c> in the region's folder.</summary>
internal sealed class EmulatedRegion
{
    private readonly string folder;
    private int lastPort;

    public EmulatedRegion(string name, string folder)
    {
        Name = name;
        this.folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        Directory.CreateDirectory(Path.Combine(folder, "disks"));
        Directory.CreateDirectory(Path.Combine(folder, "volumes"));
    }

    public string Name { get; }

    public Shelf<EmulatedImage> Images { get; } = new(image => image.Id);

    public Shelf<EmulatedServer> Servers { get; } = new(server => server.Id);

    public Shelf<EmulatedVolume> Volumes { get; } = new(volume => volume.Id);

    public Shelf<EmulatedVolumeSnapshot> VolumeSnapshots { get; } = new(snapshot => snapshot.Id);

    /// <summary>Ids of images that were deleted: they can never be used again.</summary>
    public Shelf<string> DeletedImages { get; } = new(id => id);

    public IReadOnlyList<EmulatedFlavor> Flavors { get; } =
    [
        new("1", "m1.nano", 1, 64, 1),
        new("2", "m1.tiny", 1, 128, 2),
        new("3", "m1.small", 1, 256, 5),
        new("4", "m1.medium", 2, 512, 10),
    ];

    public IReadOnlyList<EmulatedNetwork> Networks { get; } =
    [
        new(Guid.NewGuid().ToString(), "demo-net", false, "10.77.0"),
        new(Guid.NewGuid().ToString(), "shared-net", true, "10.78.0"),
    ];

    public string ImagePath(string id) => Path.Combine(folder, "images", Guid.Parse(id).ToString());

    public string DiskPath(string serverId) => Path.Combine(folder, "disks", Guid.Parse(serverId).ToString());

    /// <summary>Of a volume or of a volume's snapshot.</summary>
    public string VolumePath(string id) => Path.Combine(folder, "volumes", Guid.Parse(id).ToString());

    public EmulatedPort NewPort(EmulatedNetwork network)
    {
        int number = Interlocked.Increment(ref lastPort);
        return new EmulatedPort(Guid.NewGuid().ToString(), network, $"fa:16:3e:00:{number >> 8:x2}:{number & 255:x2}", $"{network.Prefix}.{10 + (number % 240)}");
    }
}
