using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Conversion;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.DiskMigration.Activities;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Steps;
using MigrationOrchestrator.Migrations.Tests.Conversion;
using MigrationOrchestrator.Migrations.Tests.Machines;
using MigrationOrchestrator.Staging;
using MigrationOrchestrator.Staging.Directories;

namespace MigrationOrchestrator.Migrations.Tests.DiskMigration;

/// <summary>A host's parts for single activities: the real directory store, real jobs, no engine.</summary>
internal sealed class ActivityPlace : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("activity-");
    private readonly ServiceProvider services;

    public ActivityPlace()
    {
        DirectoryStagingOptions staging = new() { Folder = Path.Combine(folder.FullName, "staging") };
        Staging = new JournaledStore(new ServiceCollection().AddDirectoryStaging(staging).BuildServiceProvider().GetRequiredService<IStagingStore>());
        ServiceCollection collection = new();
        collection.AddMigrations(new MigrationHostOptions { WorkFolder = Path.Combine(folder.FullName, "work"), CloudsFile = Path.Combine(folder.FullName, "clouds.json"), DocumentsFolder = Path.Combine(folder.FullName, "documents") });
        collection.AddConversion(new ConversionOptions { JobsFolder = Path.Combine(folder.FullName, "jobs") });
        collection.AddSingleton<IConversionRunner>(Runner);
        collection.AddSingleton<IStagingStore>(Staging);
        services = collection.BuildServiceProvider();
    }

    public static InstanceId Migration { get; } = new("m-1");

    public static StagedName Source { get; } = StagedName.Of("m-1", "disk-0", "source");

    public InProcessRunner Runner { get; } = new();

    public JournaledStore Staging { get; }

    public string File(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Runs an activity once.</summary>
    public async Task<TOutput> RunAsync<TActivity, TInput, TOutput>(TInput input)
        where TActivity : StepActivity<TInput, TOutput>
        => (await ActivatorUtilities.CreateInstance<TActivity>(services).RunAsync(new ActivityContext(Migration, "step"), input, TestContext.Current.CancellationToken)).Value;

    /// <summary>Converts until it is done, as the orchestration does.</summary>
    public async Task<ConvertedDisk> ConvertAsync(ConvertInput input)
    {
        while (true)
        {
            if ((await RunAsync<ConvertDisk, ConvertInput, ConvertState>(input)).Converted is { } converted)
            {
                return converted;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
