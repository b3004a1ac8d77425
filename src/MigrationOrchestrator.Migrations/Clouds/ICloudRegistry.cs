namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>The clouds that operators have registered. A migration names clouds only by these names, so that no request can point us elsewhere.</summary>
public interface ICloudRegistry
{
    /// <summary>All registered clouds, by name.</summary>
    Task<IReadOnlyList<Cloud>> ListAsync(CancellationToken cancellation);

    /// <summary>One cloud, or null where the name is unknown.</summary>
    Task<Cloud?> FindAsync(CloudName name, CancellationToken cancellation);

    /// <summary>Registers a cloud or replaces the one of the same name.</summary>
    Task SaveAsync(Cloud cloud, CancellationToken cancellation);

    /// <summary>Forgets a cloud.</summary>
    /// <returns>Whether there was one that this registry may remove; entries of the user's own clouds.yaml are not ours to remove.</returns>
    Task<bool> RemoveAsync(CloudName name, CancellationToken cancellation);
}
