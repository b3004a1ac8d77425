using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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

    public static async Task<MigrationHost> StartAsync(FakeCloud cloud, IConversionRunner? runner = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("migrations-");
        ClientHolder client = new();
        ServiceCollection collection = new();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        collection.AddMigrations(new MigrationHostOptions { WorkFolder = Path.Combine(folder.FullName, "work"), CloudsFile = Path.Combine(folder.FullName, "clouds.json") });
        collection.AddDirectoryStaging(new DirectoryStagingOptions { Folder = Path.Combine(folder.FullName, "staging") });
        collection.AddSingleton(runner ?? new InProcessRunner());
        collection.AddSingleton<ICloudProvider>(cloud);
        collection.AddSingleton(_ => client.Client!);
        ServiceProvider services = collection.BuildServiceProvider();
        await services.GetRequiredService<ICloudRegistry>().SaveAsync(new Cloud(CloudName.Parse("cloud"), cloud.Kind, new Uri("http://127.0.0.1:1")), CancellationToken.None);
        SqliteEngine engine = await SqliteEngine.StartAsync(new SqliteDurableOptions { Path = Path.Combine(folder.FullName, "engine.db") }, new TaskRegistry().AddMigrationTasks(), services);
        client.Client = engine.Client;
        return new MigrationHost(cloud, services, engine, folder);
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
