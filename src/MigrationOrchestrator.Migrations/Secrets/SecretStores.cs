using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Secrets;

/// <summary>All secret stores of a host; finds the one that a reference names.</summary>
/// <param name="stores">The host's stores.</param>
public sealed class SecretStores(IEnumerable<ISecretStore> stores)
{
    private readonly Dictionary<string, ISecretStore> byName = stores.ToDictionary(store => store.Store, StringComparer.Ordinal);

    /// <summary>The store that a reference names.</summary>
    /// <exception cref="FailureException"><c>secret.unknown_store</c>.</exception>
    public ISecretStore For(SecretRef reference) => byName.TryGetValue(reference.Store, out ISecretStore? store)
        ? store
        : throw new FailureException(new Failure("secret.unknown_store", $"The secret reference '{reference}' names the store '{reference.Store}', which this host does not have.")
        {
            Remedy = $"Use one of: {string.Join(", ", byName.Keys.Order(StringComparer.Ordinal))}.",
        });

    /// <summary>A secret.</summary>
    /// <exception cref="FailureException"><c>secret.missing</c> or <c>secret.unknown_store</c>.</exception>
    public async Task<Secret> GetAsync(SecretRef reference, CancellationToken cancellation)
        => await For(reference).FindAsync(reference, cancellation)
            ?? throw new FailureException(new Failure("secret.missing", $"The secret '{reference}' is not in its store.") { Remedy = "Register the cloud again, with its credentials." });
}
