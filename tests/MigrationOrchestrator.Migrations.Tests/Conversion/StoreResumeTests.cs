using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging;
using MigrationOrchestrator.Staging.Directories;
using MigrationOrchestrator.Staging.Tests.Blobs;

namespace MigrationOrchestrator.Migrations.Tests.Conversion;

/// <summary>On the directory store.</summary>
public sealed class DirectoryResumeTests : ResumeConformance
{
    protected override IStagingStore OpenStore(string folder)
        => new ServiceCollection().AddDirectoryStaging(new DirectoryStagingOptions { Folder = Path.Combine(folder, "staging") }).BuildServiceProvider().GetRequiredService<IStagingStore>();
}

/// <summary>On Azure's blobs.</summary>
public sealed class BlobResumeTests(Azurite azurite) : ResumeConformance
{
    protected override IStagingStore OpenStore(string folder)
    {
        azurite.Need();
        return new ServiceCollection().AddBlobStaging(azurite.Options).BuildServiceProvider().GetRequiredService<IStagingStore>();
    }
}
