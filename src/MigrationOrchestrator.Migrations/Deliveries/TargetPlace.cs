using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Migrations.Deliveries;

/// <summary>Where a machine goes, in the operator's words. What a cloud has only one of may be left out.</summary>
/// <param name="Cloud">The registered cloud.</param>
public sealed record TargetPlace(CloudName Cloud)
{
    /// <summary>The region; null for the registration's own or the only one.</summary>
    public string? Region { get; init; }

    /// <summary>The name that the machine (template, image) gets; null keeps the source's.</summary>
    public string? Name { get; init; }

    /// <summary>vCloud Director: the virtual data centre's name.</summary>
    public string? Vdc { get; init; }

    /// <summary>vCloud Director: the catalogue's name.</summary>
    public string? Catalog { get; init; }

    /// <summary>vCloud Director: the storage profile's name; null for the default one.</summary>
    public string? StorageProfile { get; init; }

    /// <summary>The network that every interface is connected to; null leaves them unconnected where the cloud allows it.</summary>
    public string? Network { get; init; }

    /// <summary>OpenStack: the flavor's name for deployment; null takes the smallest one that fits.</summary>
    public string? Flavor { get; init; }
}
