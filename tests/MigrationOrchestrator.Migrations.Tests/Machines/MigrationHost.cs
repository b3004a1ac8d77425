using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Conversion;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Sqlite;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Staging;
using MigrationOrchestrator.Staging.Directories;

namespace MigrationOrchestrator.Migrations.Tests.Machines;

/// <summary>The migration on the real engine and the real directory store, with a fake cloud at the ports.</summary>
internal sealed class MigrationHost : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly ServiceProvider services;
    private readonly SqliteEngine engine;

    private MigrationHost(FakeCloud cloud, ServiceProvider services, SqliteEngine engine, DirectoryInfo folder)
    {
        Cloud = cloud;
        this.services = services;
        this.engine = engine;
        this.folder = folder;
    }

    public static MigrationRequest Request { get; } = new(new MachineRef(CloudName.Parse("cloud"), "web"), new TargetPlace(CloudName.Parse("cloud")))
    {
        Options = new MigrationOptions { ChunkBytes = 1 << 20, Attempts = 2 },
    };

    public FakeCloud Cloud { get; }

    public IMigrations Migrations => services.GetRequiredService<IMigrations>();

    public IOrchestrationClient Client => engine.Client;

    public IStagingStore Staging => services.GetRequiredService<IStagingStore>();

    public static async Task<MigrationHost> StartAsync(FakeCloud cloud, IConversionRunner? runner = null, TimeProvider? engineTime = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("migrations-");
        ClientHolder client = new();
        ServiceCollection collection = new();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        collection.AddMigrations(new MigrationHostOptions { WorkFolder = Path.Combine(folder.FullName, "work"), CloudsFile = Path.Combine(folder.FullName, "clouds.json"), DocumentsFolder = Path.Combine(folder.FullName, "documents") });
        collection.AddDirectoryStaging(new DirectoryStagingOptions { Folder = Path.Combine(folder.FullName, "staging") });
        collection.AddConversion(new ConversionOptions { JobsFolder = Path.Combine(folder.FullName, "jobs") });
        collection.AddSingleton(runner ?? new InProcessRunner());
        collection.AddSingleton<ICloudProvider>(cloud);
        collection.AddSingleton(_ => client.Client!);
        ServiceProvider services = collection.BuildServiceProvider();
        await services.GetRequiredService<ICloudRegistry>().SaveAsync(new Cloud(CloudName.Parse("cloud"), cloud.Kind, new Uri("http://127.0.0.1:1")), CancellationToken.None);
        SqliteEngine engine = await SqliteEngine.StartAsync(new SqliteDurableOptions { Path = Path.Combine(folder.FullName, "engine.db") }, new TaskRegistry().AddMigrationTasks(), services, engineTime);
        client.Client = engine.Client;
        return new MigrationHost(cloud, services, engine, folder);
    }

    /// <summary>What the history of an instance holds so far.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(InstanceId id)
        => await engine.Client.FindAsync(id) is null ? [] : await engine.Client.GetHistoryAsync(id);

    /// <summary>The outputs of the steps of one name that have ended.</summary>
    public async Task<IReadOnlyList<string>> OutputsAsync(InstanceId id, string step)
    {
        IReadOnlyList<HistoryEvent> history = await HistoryAsync(id);
        HashSet<int> ids = [.. history.OfType<TaskScheduled>().Where(scheduled => scheduled.Name == step).Select(scheduled => scheduled.Id)];
        return [.. history.OfType<TaskCompleted>().Where(completed => ids.Contains(completed.Id)).Select(completed => completed.Output)];
    }

    public async Task<Receipt> RunAsync(MigrationRequest? request = null)
    {
        InstanceId id = await Migrations.StartAsync(request ?? Request, null, CancellationToken.None);
        return await EndAsync(id);
    }

    public async Task<Receipt> EndAsync(InstanceId id)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        await engine.Client.WaitForCompletionAsync(id, patience.Token);
        return await Migrations.FindReceiptAsync(id, CancellationToken.None) ?? throw new InvalidOperationException((await Migrations.FindAsync(id, CancellationToken.None))?.Failure?.Message);
    }

    /// <summary>Asks for a migration's progress until it is as awaited.</summary>
    public async Task<MigrationView> UntilAsync(InstanceId id, Predicate<MigrationView> isAwaited)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            MigrationView? view = await Migrations.FindProgressAsync(id, patience.Token);
            if (view is not null && isAwaited(view))
            {
                return view;
            }

            await Task.Delay(10, patience.Token);
        }
    }

    public async Task<bool> HasStagedAsync()
    {
        await foreach (string _ in Staging.ListMigrationsAsync(CancellationToken.None))
        {
            return true;
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private sealed class ClientHolder
    {
        public IOrchestrationClient? Client { get; set; }
    }
}
