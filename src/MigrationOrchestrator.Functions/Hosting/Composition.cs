using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MigrationOrchestrator.Conversion;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Blobs;
using MigrationOrchestrator.Functions.Clouds;
using MigrationOrchestrator.Functions.Http;
using MigrationOrchestrator.Functions.Secrets;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Documents;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.OpenStack;
using MigrationOrchestrator.Staging;
using MigrationOrchestrator.Staging.Blobs;
using MigrationOrchestrator.Staging.Directories;
using MigrationOrchestrator.VCloud;
using MigrationOrchestrator.Web;

namespace MigrationOrchestrator.Functions.Hosting;

/// <summary>This host's parts: which implementation stands behind which port.</summary>
internal static class Composition
{
    /// <summary>The container of what is not staged: the registered clouds, batch files and schedules.</summary>
    private const string KeptContainer = "migrator";

    /// <summary>Adds all parts.</summary>
    public static void AddTo(IServiceCollection services, FunctionsSettings settings)
    {
        Directory.CreateDirectory(settings.Home);
        services.AddMigrations(new MigrationHostOptions
        {
            WorkFolder = Path.Combine(settings.Home, "work"),
            CloudsFile = Path.Combine(settings.Home, "clouds.json"),
            DocumentsFolder = Path.Combine(settings.Home, "documents"),
            SecretStore = settings.Vault.Uri is null ? EnvironmentSecretStore.Name : VaultSecretStore.Name,
            ConversionMemoryBytes = (long)settings.Conversion.MemoryMiB << 20,
            ConversionCpus = settings.Conversion.Cpus,
        });

        // A durable client exists only inside of functions: OperatorDesk makes the desk around each one's own.
        services.RemoveAll<IMigrations>().RemoveAll<IBatches>();
        services.AddSingleton<OperatorDesk>();
        services.AddSingleton(new StagingRetention(TimeSpan.FromDays(settings.Staging.RetentionDays)));
        services.AddSingleton(new TaskRegistry().AddMigrationTasks());
        services.AddOpenStack().AddVCloud();
        AddStaging(services, settings);
        services.AddConversion(ConversionOf(settings));
        AddSecrets(services, settings.Vault);
        services.AddMigrationsHandlers();
        services.AddSingleton<OpenApiText>();
    }

    private static void AddStaging(IServiceCollection services, FunctionsSettings settings)
    {
        StagingSettings staging = settings.Staging;
        if (staging.Kind == StagingKind.Directory)
        {
            services.AddDirectoryStaging(new DirectoryStagingOptions { Folder = staging.Folder ?? Path.Combine(settings.Home, "staging") });
            return;
        }

        services.AddBlobStaging(new BlobStagingOptions
        {
            ConnectionString = staging.Connection,
            ServiceUri = staging.ServiceUri,
            ManagedIdentityClientId = staging.ManagedIdentityClientId,
            Container = staging.Container,
        });

        // Workers share no disk.
        BlobContainerClient kept = AccountOf(staging).GetBlobContainerClient(KeptContainer);
        services.Replace(ServiceDescriptor.Singleton<ICloudRegistry>(provider => new BlobCloudRegistry(kept, provider.GetServices<IKnownClouds>())));
        services.Replace(ServiceDescriptor.Singleton<IDocumentStore>(new BlobDocumentStore(kept)));
    }

    private static BlobServiceClient AccountOf(StagingSettings staging) => staging.ServiceUri is { } uri
        ? new BlobServiceClient(uri, Identity(staging.ManagedIdentityClientId))
        : new BlobServiceClient(staging.Connection);

    private static void AddSecrets(IServiceCollection services, VaultSettings vault)
    {
        services.AddSingleton<ISecretStore, EnvironmentSecretStore>();
        if (vault.Uri is { } uri)
        {
            services.AddSingleton<ISecretStore>(_ => new VaultSecretStore(new SecretClient(uri, Identity(vault.ManagedIdentityClientId))));
        }
    }

    private static ConversionOptions ConversionOf(FunctionsSettings settings)
    {
        ConversionSettings told = settings.Conversion;
        ConversionOptions options = new() { JobsFolder = Path.Combine(settings.Home, "jobs"), Runner = told.Runner, QemuImg = told.QemuImg, ContainerEndpoint = told.Endpoint };
        options = told.Image is { } image ? options with { ContainerImage = image } : options;
        string beside = Path.Combine(AppContext.BaseDirectory, "converter");
        return (told.ConverterFolder ?? (Directory.Exists(beside) ? beside : null)) is { } folder ? options with { ConverterFolder = folder } : options;
    }

    private static DefaultAzureCredential Identity(string? clientId) => new(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
}
