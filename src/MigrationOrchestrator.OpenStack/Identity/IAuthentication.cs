using MigrationOrchestrator.OpenStack.Settings;

namespace MigrationOrchestrator.OpenStack.Identity;

/// <summary>Gets a grant from one version of Keystone.</summary>
internal interface IAuthentication
{
    /// <exception cref="Durable.FailureException">Keystone refused or could not be reached.</exception>
    Task<Grant> AuthenticateAsync(OpenStackSettings settings, CancellationToken cancellation);
}
