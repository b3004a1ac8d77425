using System.Globalization;
using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.Functions.Secrets;

/// <summary>Secrets in Azure Key Vault: <c>vault:NAME</c> for one that stands there already, and those of registered clouds.</summary>
/// <param name="vault">The vault.</param>
internal sealed class VaultSecretStore(SecretClient vault) : ISecretStore
{
    /// <summary>The store's name in references.</summary>
    public const string Name = "vault";

    private const int NotFound = 404;
    private const int Conflict = 409;

    public string Store => Name;

    public async Task<Secret?> FindAsync(SecretRef reference, CancellationToken cancellation)
    {
        try
        {
            return await GuardAsync(async () => new Secret((await vault.GetSecretAsync(VaultNames.Of(reference.Path), cancellationToken: cancellation)).Value.Value));
        }
        catch (RequestFailedException missing) when (missing.Status == NotFound)
        {
            return null;
        }
    }

    public async Task SaveAsync(SecretRef reference, Secret secret, CancellationToken cancellation)
    {
        string name = VaultNames.Of(reference.Path);
        try
        {
            await GuardAsync(() => vault.SetSecretAsync(name, secret.Reveal(), cancellation));
        }
        catch (RequestFailedException taken) when (taken.Status == Conflict)
        {
            // A removed secret keeps its name until it is purged; it comes back as an older version of this one.
            RecoverDeletedSecretOperation recovery = await GuardAsync(() => vault.StartRecoverDeletedSecretAsync(name, cancellation));
            await GuardAsync(async () => await recovery.WaitForCompletionAsync(cancellation));
            await GuardAsync(() => vault.SetSecretAsync(name, secret.Reveal(), cancellation));
        }
    }

    public async Task RemoveAsync(SecretRef reference, CancellationToken cancellation)
    {
        try
        {
            await GuardAsync(() => vault.StartDeleteSecretAsync(VaultNames.Of(reference.Path), cancellation));
        }
        catch (RequestFailedException missing) when (missing.Status == NotFound)
        {
            // Nothing there is success.
        }
    }

    /// <summary>Runs a request and classifies what it throws; "not found" and "conflict" are left to the caller.</summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (AuthenticationFailedException unknown)
        {
            throw new FailureException(
                new Failure("secret.no_identity", $"No identity could be had for {vault.VaultUri}.")
                {
                    Provider = "azure-key-vault",
                    Remedy = "Give the app a managed identity, or sign in with the Azure CLI on a developer's machine.",
                },
                unknown);
        }
        catch (RequestFailedException failed) when (failed.Status is not (NotFound or Conflict))
        {
            throw new FailureException(Answered(failed), failed);
        }
    }

    private Failure Answered(RequestFailedException failed)
    {
        string answer = string.Create(CultureInfo.InvariantCulture, $"{failed.Status} {failed.ErrorCode}").Trim();
        return failed.Status is 401 or 403
            ? new Failure("secret.denied", $"{vault.VaultUri} refused the request: {answer}.") { Provider = "azure-key-vault", Remedy = "Give the app's identity the role Key Vault Secrets Officer on the vault, and check the vault's firewall." }
            : new Failure("secret.unreachable", $"{vault.VaultUri} did not serve the request: {answer}.", failed.Status is 0 or 408 or 429 or >= 500) { Provider = "azure-key-vault", Remedy = "Check the network and the vault's state." };
    }
}
