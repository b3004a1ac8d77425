namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>Clouds that the user keeps elsewhere, such as OpenStack's own clouds.yaml; they are read, never written.</summary>
public interface IKnownClouds
{
    /// <summary>Where they come from, for messages.</summary>
    string Origin { get; }

    /// <summary>The clouds.</summary>
    /// <exception cref="Durable.FailureException">The place cannot be read; the message names file and line.</exception>
    Task<IReadOnlyList<Cloud>> ListAsync(CancellationToken cancellation);
}
