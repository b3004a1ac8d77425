using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>All that an operator can do with clouds; the CLI, the HTTP endpoints and the web page stand on it.</summary>
public interface ICloudDesk
{
    /// <summary>All registered clouds.</summary>
    Task<IReadOnlyList<Cloud>> ListAsync(CancellationToken cancellation);

    /// <summary>Registers a cloud: the secrets go to the secret store, the registration keeps references.</summary>
    /// <param name="cloud">The cloud; its own <see cref="Cloud.Secrets"/> may name references that exist already.</param>
    /// <param name="secrets">New secrets by the kind's own names (password, token).</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidRequestException">A setting is missing, unknown or malformed.</exception>
    Task<Cloud> RegisterAsync(Cloud cloud, IReadOnlyDictionary<string, Secret> secrets, CancellationToken cancellation);

    /// <summary>Forgets a cloud and its secrets.</summary>
    /// <returns>Whether there was one that may be removed.</returns>
    Task<bool> RemoveAsync(CloudName name, CancellationToken cancellation);

    /// <summary>Authenticates and says as whom.</summary>
    /// <exception cref="Durable.FailureException">The cloud is unknown (<c>cloud.unknown</c>) or could not be asked.</exception>
    Task<CloudIdentity> TestAsync(CloudName name, string? region, CancellationToken cancellation);

    /// <summary>Lists what an operator can choose from in a cloud.</summary>
    /// <exception cref="Durable.FailureException">The cloud is unknown (<c>cloud.unknown</c>) or could not be asked.</exception>
    IAsyncEnumerable<CloudItem> BrowseAsync(CloudName name, CloudItemKind kind, string? region, CancellationToken cancellation);
}
