using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Conversion;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Sqlite;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Batches.Activities;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.MachineMigration;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging;
using MigrationOrchestrator.Staging.Directories;

namespace MigrationOrchestrator.Migrations.Tests.Batches;

/// <summary>Batches on the real engine and real documents, with machines whose end the test decides.</summary>
internal sealed class BatchHost : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("batches-");
    private readonly ServiceProvider services;
    private readonly TaskRegistry tasks;
    private SqliteEngine engine = null!;

    private BatchHost()
    {
        ServiceCollection collection = new();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        collection.AddMigrations(new MigrationHostOptions { WorkFolder = Path.Combine(folder.FullName, "work"), CloudsFile = Path.Combine(folder.FullName, "clouds.json"), DocumentsFolder = Path.Combine(folder.FullName, "documents") });
        collection.AddDirectoryStaging(new DirectoryStagingOptions { Folder = Path.Combine(folder.FullName, "staging") });
        collection.AddConversion(new ConversionOptions { JobsFolder = Path.Combine(folder.FullName, "jobs") });
        services = collection.BuildServiceProvider();
        tasks = new TaskRegistry()
            .AddOrchestrator(MigrateBatch.Name, () => new MigrateBatch())
            .AddOrchestrator(MigrateMachine.Name, () => new ScriptedMachine())
            .AddActivity(ReadBatch.Name, provider => ActivatorUtilities.CreateInstance<ReadBatch>(provider));
    }

    public IBatches Batches => MigrationServices.CreateBatches(services, engine.Client);

    public IOrchestrationClient Client => engine.Client;

    public BatchStore Store => services.GetRequiredService<BatchStore>();

    public IStagingStore Staging => services.GetRequiredService<IStagingStore>();

    public static async Task<BatchHost> StartAsync()
    {
        BatchHost host = new();
        foreach (string cloud in new[] { "north", "south", "vcd" })
        {
            await host.services.GetRequiredService<ICloudRegistry>().SaveAsync(new Cloud(CloudName.Parse(cloud), CloudKind.Parse("fake"), new Uri("http://127.0.0.1:1")), CancellationToken.None);
        }

        await host.StartEngineAsync();
        return host;
    }

    /// <summary>Ends the process's part of the engine and starts it again over the same file.</summary>
    public async Task RestartAsync()
    {
        await engine.DisposeAsync();
        await StartEngineAsync();
    }

    public Task<InstanceId> StartBatchAsync(string machines, string steering = "")
        => Batches.StartAsync(BatchFile.Parse($"defaults:\n  source: {{ cloud: north }}\n  target: {{ cloud: vcd }}\n{steering}\nmachines:\n{machines}\n"), null, CancellationToken.None);

    /// <summary>Starts a machine that belongs to no batch.</summary>
    public async Task StartMachineAsync(InstanceId id, string machine)
    {
        MigrationRequest request = new(new MachineRef(CloudName.Parse("north"), machine), new TargetPlace(CloudName.Parse("vcd")));
        await engine.Client.StartAsync(MigrateMachine.Name, request, new StartOptions { InstanceId = id });
        await UntilRunningAsync(id);
    }

    /// <summary>Ends a machine that has been started.</summary>
    public async Task EndAsync(InstanceId batch, string key, MigrationOutcome outcome = MigrationOutcome.Delivered)
    {
        await UntilAsync(batch, view => StateOf(view, key) == BatchMachineState.Running);
        await engine.Client.RaiseEventAsync(MigrateBatch.MachineId(batch, key), ScriptedMachine.EndEvent, outcome);
        await UntilAsync(batch, view => StateOf(view, key).HasEnded());
    }

    /// <summary>Waits until the batch shows what is expected.</summary>
    public async Task<BatchView> UntilAsync(InstanceId batch, Func<BatchView, bool> condition)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            BatchView view = await Batches.FindAsync(batch, patience.Token) ?? throw new InvalidOperationException("There is no such batch.");
            if (condition(view))
            {
                return view;
            }

            await Task.Delay(10, patience.Token);
        }
    }

    public Task<BatchView> EndedAsync(InstanceId batch) => UntilAsync(batch, view => view.State.HasEnded());

    /// <summary>Waits until exactly these machines run.</summary>
    public Task<BatchView> RunningAsync(InstanceId batch, params string[] keys)
        => UntilAsync(batch, view => keys.Order().SequenceEqual(view.Machines.Where(machine => machine.State == BatchMachineState.Running).Select(machine => machine.Key).Order()));

    public static BatchMachineState StateOf(BatchView view, string key) => view.Machines.Single(machine => machine.Key == key).State;

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task UntilRunningAsync(InstanceId id)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while ((await engine.Client.FindAsync(id, cancellation: patience.Token))?.Status != OrchestrationStatus.Running)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private async Task StartEngineAsync() => engine = await SqliteEngine.StartAsync(new SqliteDurableOptions { Path = Path.Combine(folder.FullName, "engine.db") }, tasks, services);
}
