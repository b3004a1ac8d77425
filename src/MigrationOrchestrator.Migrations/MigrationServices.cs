using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Documents;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Schedules;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Migrations.Steps;
using MigrationOrchestrator.Migrations.Sweeping;

namespace MigrationOrchestrator.Migrations;

/// <summary>Puts the domain into a host.</summary>
public static class MigrationServices
{
    /// <summary>
    /// Adds the operator's desks, the cloud registry and what steps need. The host adds besides: an engine's <see cref="Durable.IOrchestrationClient"/>,
    /// a <see cref="Staging.IStagingStore"/>, an <see cref="IConversionRunner"/> and its <see cref="IConversionFeeds"/>, cloud providers and secret stores.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">What the host decides.</param>
    public static IServiceCollection AddMigrations(this IServiceCollection services, MigrationHostOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ICloudRegistry, FileCloudRegistry>();
        services.AddSingleton<CloudPorts>();
        services.AddSingleton<SecretStores>();
        services.AddSingleton<ICloudDesk, CloudDesk>();
        services.AddSingleton<ProgressBoard>();
        services.AddSingleton<StepWait>();
        services.AddSingleton<RunningSteps>();
        services.AddSingleton<ImageHashes>();
        services.AddSingleton<ConversionJobs>();
        services.AddSingleton<StagedWork>();
        services.AddSingleton<Planner>();
        services.AddSingleton<StagedConversions>();
        services.AddSingleton<UploadRates>();
        services.AddSingleton<Sweep>();
        services.AddSingleton<IMigrations, OrchestratedMigrations>();
        services.TryAddSingleton<IDocumentStore, FileDocumentStore>();
        services.AddSingleton<BatchStore>();
        services.AddSingleton<IBatchFiles>(provider => provider.GetRequiredService<BatchStore>());
        services.AddSingleton<IBatches, OrchestratedBatches>();
        services.AddSingleton<ScheduleStore>();
        services.AddSingleton<ISchedules, StoredSchedules>();
        return services;
    }

    /// <summary>
    /// The operator's desk over a client of the caller's, for hosts that have a client only while a request lasts and therefore leave the
    /// registered <see cref="IMigrations"/> unused.
    /// </summary>
    /// <param name="services">Services that <see cref="AddMigrations"/> was called on.</param>
    /// <param name="client">The client.</param>
    public static IMigrations CreateMigrations(IServiceProvider services, Durable.IOrchestrationClient client) => ActivatorUtilities.CreateInstance<OrchestratedMigrations>(services, client);

    /// <summary>The operator's desk for batches over a client of the caller's; see <see cref="CreateMigrations"/>.</summary>
    /// <param name="services">Services that <see cref="AddMigrations"/> was called on.</param>
    /// <param name="client">The client.</param>
    public static IBatches CreateBatches(IServiceProvider services, Durable.IOrchestrationClient client) => ActivatorUtilities.CreateInstance<OrchestratedBatches>(services, client);
}
