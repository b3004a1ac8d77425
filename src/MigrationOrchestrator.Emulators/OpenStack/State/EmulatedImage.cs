namespace MigrationOrchestrator.Emulators.OpenStack.State;

internal sealed record EmulatedImage(string Id, DateTimeOffset Created)
{
    public string? Name { get; init; }

    public string Status { get; init; } = "queued";

    public string? DiskFormat { get; init; }

    public string? ContainerFormat { get; init; }

    public string Visibility { get; init; } = "shared";

    public long? Size { get; init; }

    public long? VirtualSize { get; init; }

    /// <summary>MD5 of the data.</summary>
    public string? Checksum { get; init; }

    /// <summary>SHA-512 of the data.</summary>
    public string? HashValue { get; init; }

    public int MinDisk { get; init; }

    public int MinRam { get; init; }

    public bool Protected { get; init; }

    public DateTimeOffset Updated { get; init; } = Created;

    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
