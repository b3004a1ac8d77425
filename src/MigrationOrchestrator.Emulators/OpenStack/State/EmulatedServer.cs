namespace MigrationOrchestrator.Emulators.OpenStack.State;

internal sealed record EmulatedServer(string Id, string Name, EmulatedFlavor Flavor, DateTimeOffset Created)
{
    /// <summary>Null for a server that boots from a volume.</summary>
    public string? ImageId { get; init; }

    public string Status { get; init; } = "BUILD";

    public string? TaskState { get; init; }

    public string? Fault { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<EmulatedPort> Ports { get; init; } = [];

    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>The format of its disk's file.</summary>
    public string DiskFormat { get; init; } = "qcow2";
}

internal sealed record EmulatedPort(string Id, EmulatedNetwork Network, string Mac, string Address);

internal sealed record EmulatedNetwork(string Id, string Name, bool Shared, string Prefix);

/// <summary>Memory in MiB, disk in GiB.</summary>
internal sealed record EmulatedFlavor(string Id, string Name, int Vcpus, int Ram, int Disk);
