using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Documents;
using MigrationOrchestrator.Migrations.Schedules;

namespace MigrationOrchestrator.Migrations.Tests.Schedules;

/// <summary>A worker's schedules over documents that other workers share; a new one of these is a restart.</summary>
internal sealed class ScheduleWorker : IAsyncDisposable
{
    public const string BatchFileName = "nightly";

    public const string BatchText = """{"machines":[{"source":{"cloud":"north","machine":"web"},"target":{"cloud":"vcd"}}]}""";

    private readonly ServiceProvider services;

    public ScheduleWorker(string folder, FakeTimeProvider time, IBatches batches, IDocumentStore? documents = null)
    {
        ServiceCollection collection = new();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        collection.AddSingleton<TimeProvider>(time);
        if (documents is not null)
        {
            collection.AddSingleton(documents);
        }

        collection.AddMigrations(new MigrationHostOptions { WorkFolder = folder, CloudsFile = Path.Combine(folder, "clouds.json"), DocumentsFolder = Path.Combine(folder, "documents") });
        services = collection.BuildServiceProvider();
        Due = new DueSchedules(services, batches);
    }

    public DueSchedules Due { get; }

    public ISchedules Schedules => services.GetRequiredService<ISchedules>();

    public BatchStore Files => services.GetRequiredService<BatchStore>();

    public IDocumentStore Documents => services.GetRequiredService<IDocumentStore>();

    public Task SaveFileAsync() => Files.SaveFileAsync(BatchFileName, BatchFile.FromJson(BatchText), CancellationToken.None);

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
