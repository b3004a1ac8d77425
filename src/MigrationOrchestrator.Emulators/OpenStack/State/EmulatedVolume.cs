namespace MigrationOrchestrator.Emulators.OpenStack.State;

internal sealed record EmulatedVolume(string Id, string? Name, int SizeGiB)
{
    public string Status { get; init; } = "creating";

    /// <summary>The volume snapshot that it was made of, or null.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>The server that it is attached to, and as what.</summary>
    public (string ServerId, string Device)? Attachment { get; init; }

    public IReadOnlyDictionary<string, string> ImageMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The format of the file with its bytes.</summary>
    public string Format { get; init; } = "raw";
}

internal sealed record EmulatedVolumeSnapshot(string Id, string? Name, EmulatedVolume Volume)
{
    public string Status { get; init; } = "creating";
}
