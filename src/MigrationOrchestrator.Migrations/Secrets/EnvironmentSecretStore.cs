namespace MigrationOrchestrator.Migrations.Secrets;

/// <summary>Secrets in environment variables, which on Azure are application settings: <c>env:NAME</c>. It is only read.</summary>
public sealed class EnvironmentSecretStore : ISecretStore
{
    /// <summary>The store's name in references.</summary>
    public const string Name = "env";

    /// <inheritdoc/>
    public string Store => Name;

    /// <inheritdoc/>
    public Task<Secret?> FindAsync(SecretRef reference, CancellationToken cancellation)
        => Task.FromResult(Environment.GetEnvironmentVariable(reference.Path) is { Length: > 0 } text ? new Secret(text) : null);

    /// <inheritdoc/>
    public Task SaveAsync(SecretRef reference, Secret secret, CancellationToken cancellation) => throw OnlyRead();

    /// <inheritdoc/>
    public Task RemoveAsync(SecretRef reference, CancellationToken cancellation) => throw OnlyRead();

    private static NotSupportedException OnlyRead()
        => new("Environment variables are only read. Give this host a store that takes secrets, or put the secret into a variable yourself and register the cloud with a reference such as env:NAME.");
}
