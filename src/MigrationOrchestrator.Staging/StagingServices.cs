using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blobs;
using MigrationOrchestrator.Staging.Directories;

namespace MigrationOrchestrator.Staging;

/// <summary>Gives a host its staging store.</summary>
public static class StagingServices
{
    /// <summary>Staging in a folder of this machine.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Where.</param>
    /// <exception cref="ArgumentException">The folder is not named.</exception>
    public static IServiceCollection AddDirectoryStaging(this IServiceCollection services, DirectoryStagingOptions options)
        => services.AddSingleton<IStagingStore>(new DirectoryStagingStore(options.Validated()));

    /// <summary>Staging in Azure Blob Storage, or Azurite.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Which account and container.</param>
    /// <exception cref="ArgumentException">A value is missing or wrong; the exception names it and holds no key.</exception>
    public static IServiceCollection AddBlobStaging(this IServiceCollection services, BlobStagingOptions options)
        => services.AddSingleton<IStagingStore>(new BlobStagingStore(options.Validated()));
}
