using System.Collections.Concurrent;
using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.OpenStack.Tests.Suite;

/// <summary>Secrets of a test, as <c>memory:path</c>.</summary>
public sealed class MemorySecrets : ISecretStore
{
    private readonly ConcurrentDictionary<string, string> secrets = new();

    public string Store => "memory";

    public SecretRef Put(string path, string secret)
    {
        secrets[path] = secret;
        return SecretRef.Parse($"memory:{path}");
    }

    public string Reveal(string path) => secrets[path];

    public Task<Secret?> FindAsync(SecretRef reference, CancellationToken cancellation) => Task.FromResult(secrets.TryGetValue(reference.Path, out string? text) ? new Secret(text) : null);

    public Task SaveAsync(SecretRef reference, Secret secret, CancellationToken cancellation) => throw new NotSupportedException();

    public Task RemoveAsync(SecretRef reference, CancellationToken cancellation) => throw new NotSupportedException();
}
