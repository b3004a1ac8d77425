using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.VCloud.Http;

namespace MigrationOrchestrator.VCloud;

/// <summary>What a host adds to speak to vCloud Director.</summary>
public static class VCloudServices
{
    /// <summary>
    /// Adds the provider of the kind <c>vcloud</c>. It needs <see cref="SecretStores"/>; its settings are in <see cref="Settings.VCloudSettingNames"/>.
    /// Disposing the services ends the open sessions.
    /// </summary>
    public static IServiceCollection AddVCloud(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SecretStores>();
        services.TryAddSingleton(provider => new VCloudConnections(provider.GetRequiredService<SecretStores>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICloudProvider, VCloudProvider>());
        return services;
    }
}
