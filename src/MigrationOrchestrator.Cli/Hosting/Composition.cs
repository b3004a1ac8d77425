using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Secrets;
using MigrationOrchestrator.Conversion;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Sqlite;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.OpenStack;
using MigrationOrchestrator.Staging;
using MigrationOrchestrator.Staging.Blobs;
using MigrationOrchestrator.Staging.Directories;
using MigrationOrchestrator.VCloud;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>The embedded host's parts: which implementation stands behind which port.</summary>
internal static class Composition
{
    /// <summary>All parts of a host that does the work.</summary>
    public static IServiceCollection ForWorking(IServiceCollection services, DataFolder folder, MigratorOptions options)
        => Common(services, folder, options)
            .AddSingleton(new TaskRegistry().AddMigrationTasks())
            .AddSqliteDurable(engine =>
            {
                engine.Path = folder.Engine;
                engine.MaxConcurrentActivities = options.Engine.ParallelSteps;
                engine.Continues = options.Engine.Continues;
                engine.ChainHistory = options.Engine.ChainHistory;
                engine.Retention = options.Engine.RetentionDays > 0 ? TimeSpan.FromDays(options.Engine.RetentionDays) : null;
            });

    /// <summary>The parts of a command that only looks, or changes clouds: the engine stands still.</summary>
    public static IServiceCollection ForLooking(DataFolder folder, MigratorOptions options)
        => Common(new ServiceCollection().AddLogging(), folder, options)
            .AddSingleton<IOrchestrationClient>(new SqliteHistoryReader(folder.Engine));

    private static IServiceCollection Common(IServiceCollection services, DataFolder folder, MigratorOptions options)
    {
        services.AddMigrations(new MigrationHostOptions
        {
            WorkFolder = WorkFolderOf(folder, options),
            CloudsFile = folder.Clouds,
            DocumentsFolder = folder.Documents,
            SecretStore = FileSecretStore.Name,
            ConversionMemoryBytes = (long)options.Conversion.MemoryMiB << 20,
            ConversionCpus = options.Conversion.Cpus,
        });
        services.AddSingleton<ISecretStore>(_ => new FileSecretStore(folder)).AddSingleton<ISecretStore, EnvironmentSecretStore>();
        services.AddOpenStack().AddVCloud();
        AddStaging(services, folder, options.Staging);
        return services.AddConversion(ConversionOf(folder, options.Conversion));
    }

    /// <summary>A staging folder of the operator's choice has the room; the data folder may not.</summary>
    internal static string WorkFolderOf(DataFolder folder, MigratorOptions options) => (options.Conversion.Folder, options.Staging) switch
    {
        ({ } chosen, _) => Path.GetFullPath(chosen),
        (null, { Kind: StagingKind.Directory, Folder: { } staging }) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(staging)) + "-work",
        _ => folder.Work,
    };

    private static void AddStaging(IServiceCollection services, DataFolder folder, StagingSection staging)
    {
        if (staging.Kind == StagingKind.Directory)
        {
            services.AddDirectoryStaging(new DirectoryStagingOptions { Folder = staging.Folder ?? folder.Staging });
            return;
        }

        try
        {
            services.AddBlobStaging(new BlobStagingOptions
            {
                ConnectionString = ConnectionOf(staging),
                ServiceUri = staging.ServiceUri,
                ManagedIdentityClientId = staging.ManagedIdentityClientId,
                Container = staging.Container,
            });
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException("configuration.invalid", $"Staging: {wrong.Message}", "Set Staging:ConnectionStringVariable to the name of an environment variable that is set, or Staging:ServiceUri.");
        }
    }

    private static string? ConnectionOf(StagingSection staging) => (staging.ConnectionString, staging.ConnectionStringVariable) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => throw new ArgumentException($"Give either {nameof(staging.ConnectionString)} or {nameof(staging.ConnectionStringVariable)}."),
        (_, { Length: > 0 } variable) => Environment.GetEnvironmentVariable(variable),
        (var told, _) => told,
    };

    private static ConversionOptions ConversionOf(DataFolder folder, ConversionSection section)
    {
        ConversionOptions options = new() { JobsFolder = Path.Combine(folder.Root, "jobs"), Runner = section.Runner, QemuImg = section.QemuImg, ContainerEndpoint = section.Endpoint };
        return section.Image is { } image ? options with { ContainerImage = image } : options;
    }
}
