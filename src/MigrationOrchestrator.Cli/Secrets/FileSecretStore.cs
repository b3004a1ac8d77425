using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Secrets;
using Secret = MigrationOrchestrator.Migrations.Secrets.Secret;

namespace MigrationOrchestrator.Cli.Secrets;

/// <summary>
/// Secrets in one encrypted file of the data folder (ASP.NET Core Data Protection). The keys stand beside it, readable by the folder's owner
/// alone: this protects copies of single files and careless searches, not against whoever can read the whole folder.
/// </summary>
internal sealed class FileSecretStore : ISecretStore, IDisposable
{
    /// <summary>The store's name in references.</summary>
    public const string Name = "file";

    private readonly string path;
    private readonly string keys;
    private readonly IDataProtector protector;
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>Opens the store of a data folder.</summary>
    public FileSecretStore(DataFolder folder)
    {
        path = Path.Combine(folder.Secrets, "secrets.json");
        keys = Path.Combine(folder.Secrets, "keys");
        DataFolder.MakePrivate(folder.Secrets);
        DataFolder.MakePrivate(keys);
        protector = DataProtectionProvider.Create(new DirectoryInfo(keys), builder => builder.SetApplicationName("migrator")).CreateProtector("secrets");
    }

    /// <inheritdoc/>
    public string Store => Name;

    /// <inheritdoc/>
    public async Task<Secret?> FindAsync(SecretRef reference, CancellationToken cancellation)
    {
        Dictionary<string, string> all = await ReadAsync(cancellation);
        if (!all.TryGetValue(reference.Path, out string? hidden))
        {
            return null;
        }

        try
        {
            return new Secret(ProtectorOf(reference).Unprotect(hidden));
        }
        catch (CryptographicException)
        {
            throw new FailureException(new Failure("secret.unreadable", $"The secret '{reference}' cannot be decrypted with the keys in '{keys}'.") { Remedy = "Register the cloud again, with its credentials." });
        }
    }

    /// <inheritdoc/>
    public Task SaveAsync(SecretRef reference, Secret secret, CancellationToken cancellation)
        => ChangeAsync(all => all[reference.Path] = ProtectorOf(reference).Protect(secret.Reveal()), cancellation);

    /// <inheritdoc/>
    public Task RemoveAsync(SecretRef reference, CancellationToken cancellation)
        => ChangeAsync(all => all.Remove(reference.Path), cancellation);

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    /// <summary>A protector of the path's own, so that one entry's text is worth nothing in another's place.</summary>
    private IDataProtector ProtectorOf(SecretRef reference) => protector.CreateProtector(reference.Path);

    private async Task ChangeAsync(Action<Dictionary<string, string>> change, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            Dictionary<string, string> all = await ReadAsync(cancellation);
            change(all);
            await DataFolder.ReplaceAsync(path, JsonSerializer.SerializeToUtf8Bytes(all, DurableJson.Options), cancellation);
            KeepKeysPrivate();
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Dictionary<string, string>> ReadAsync(CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        byte[] json = await File.ReadAllBytesAsync(path, cancellation);
        return JsonSerializer.Deserialize<Dictionary<string, string>>(json, DurableJson.Options) ?? [];
    }

    private void KeepKeysPrivate()
    {
        if (!OperatingSystem.IsWindows())
        {
            foreach (string key in Directory.EnumerateFiles(keys))
            {
                File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }
}
