namespace MigrationOrchestrator.Migrations.Secrets;

/// <summary>Keeps secrets; one implementation per place (encrypted file, Key Vault, the user's clouds.yaml, environment).</summary>
public interface ISecretStore
{
    /// <summary>The part before the colon of the references that it answers for.</summary>
    string Store { get; }

    /// <summary>A secret, or null where the reference leads nowhere.</summary>
    Task<Secret?> FindAsync(SecretRef reference, CancellationToken cancellation);

    /// <summary>Keeps a secret, replacing an older one.</summary>
    /// <exception cref="NotSupportedException">This store is only read.</exception>
    Task SaveAsync(SecretRef reference, Secret secret, CancellationToken cancellation);

    /// <summary>Forgets a secret; nothing there is success.</summary>
    /// <exception cref="NotSupportedException">This store is only read.</exception>
    Task RemoveAsync(SecretRef reference, CancellationToken cancellation);
}
