using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.OpenStack.Settings;

namespace MigrationOrchestrator.OpenStack.Registrations;

/// <summary>The secrets that stand in the operator's clouds.yaml, secure.yaml or environment: <c>clouds.yaml:NAME/password</c>. Read only when asked, and only read.</summary>
internal sealed class CloudsYamlSecrets(CloudsYaml clouds) : ISecretStore
{
    private const string StoreName = "clouds.yaml";

    /// <summary>The values that are secrets.</summary>
    public static readonly IReadOnlyList<string> Names = [OpenStackSettings.Password, OpenStackSettings.CredentialSecret];

    public string Store => StoreName;

    public static SecretRef Reference(string cloud, string name) => SecretRef.Parse($"{StoreName}:{cloud}/{name}");

    public async Task<Secret?> FindAsync(SecretRef reference, CancellationToken cancellation)
        => reference.Path.Split('/') is [var cloud, var name] && Names.Contains(name) && await clouds.FindValueAsync(cloud, name, cancellation) is { } text ? new Secret(text) : null;

    public Task SaveAsync(SecretRef reference, Secret secret, CancellationToken cancellation) => throw ReadOnly();

    public Task RemoveAsync(SecretRef reference, CancellationToken cancellation) => throw ReadOnly();

    private static NotSupportedException ReadOnly() => new("clouds.yaml is the operator's own file; it is only read.");
}
