using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>Registers the embedded engine with a host.</summary>
public static class SqliteDurableServices
{
    /// <summary>
    /// Runs the engine as a hosted service and registers its <see cref="IOrchestrationClient"/> and <see cref="IHistoryVerifier"/>, which can be used once the host has
    /// started, and its <see cref="IEngineHealth"/>. The host registers its <see cref="TaskRegistry"/> as a singleton.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; <see cref="SqliteDurableOptions.Path"/> at least.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public static IServiceCollection AddSqliteDurable(this IServiceCollection services, Action<SqliteDurableOptions> configure)
    {
        SqliteDurableOptions options = new();
        configure(options);
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        _ = services.AddSingleton(provider => new EngineService(options, provider.GetRequiredService<TaskRegistry>(), provider, provider.GetRequiredService<TimeProvider>()));
        _ = services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EngineService>());
        _ = services.AddSingleton<IEngineHealth>(provider => provider.GetRequiredService<EngineService>());
        _ = services.AddSingleton<IHistoryVerifier>(provider => provider.GetRequiredService<EngineService>().Client);
        return services.AddSingleton<IOrchestrationClient>(provider => provider.GetRequiredService<EngineService>().Client);
    }
}
