using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Migrations.Machines;

/// <summary>Names a machine in a source cloud.</summary>
/// <param name="Cloud">The registered cloud.</param>
/// <param name="Machine">The server's or image's id, or its name where that is unique.</param>
public sealed record MachineRef(CloudName Cloud, string Machine)
{
    /// <summary>The region; null for the registration's own or the only one.</summary>
    public string? Region { get; init; }

    /// <summary>Whether <see cref="Machine"/> names a server or an image that is migrated as it is.</summary>
    public MachineKind Kind { get; init; }
}

/// <summary>What is migrated.</summary>
public enum MachineKind
{
    /// <summary>A server (instance): it is snapshotted.</summary>
    Server,

    /// <summary>An image: it is read as it is.</summary>
    Image,
}
