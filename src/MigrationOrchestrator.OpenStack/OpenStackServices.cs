using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Identity;
using MigrationOrchestrator.OpenStack.Registrations;

namespace MigrationOrchestrator.OpenStack;

/// <summary>Adds OpenStack to a host.</summary>
public static class OpenStackServices
{
    /// <summary>
    /// Adds the provider of the kind <c>openstack</c>, the operator's own clouds (<see cref="CloudsYaml"/>) and the store of their secrets
    /// (<c>clouds.yaml</c>). Other clouds' passwords are in the host's other secret stores (<see cref="ISecretStore"/>).
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Changes <see cref="OpenStackOptions"/>; they are validated at start.</param>
    public static IServiceCollection AddOpenStack(this IServiceCollection services, Action<OpenStackOptions>? configure = null)
    {
        services.AddOptions<OpenStackOptions>().Configure(configure ?? (_ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SecretStores>();
        OpenStackHttp.Configure(services);
        services.AddSingleton<OpenStackHttp>();
        services.AddSingleton<AuthenticationV3>();
        services.AddSingleton<AuthenticationV2>();
        services.AddSingleton<GrantVault>();
        services.AddSingleton<ICloudProvider, OpenStackProvider>();
        services.TryAddSingleton(_ => CloudsYamlPlaces.OfProcess());
        services.AddSingleton<CloudsYaml>();
        services.AddSingleton<IKnownClouds>(provider => provider.GetRequiredService<CloudsYaml>());
        services.AddSingleton<ISecretStore, CloudsYamlSecrets>();
        return services;
    }
}
