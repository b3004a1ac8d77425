using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MigrationOrchestrator.Durable.Sqlite.Client;
using MigrationOrchestrator.Durable.Sqlite.Commands;
using MigrationOrchestrator.Durable.Sqlite.Engine;
using MigrationOrchestrator.Durable.Sqlite.Storage;
using MigrationOrchestrator.Durable.Sqlite.Telemetry;

namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>
/// The embedded engine on one SQLite file: it runs orchestrators by replaying their histories and continues every open instance when it
/// starts. One process owns the file; when the engine is disposed, running activities are asked to stop and run again at the next start.
/// </summary>
public sealed class SqliteEngine : IAsyncDisposable
{
    /// <summary>The name of the engine's ActivitySource and Meter, for hosts that export them.</summary>
    public const string TelemetryName = EngineMeter.Name;

    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ActivityPatience = TimeSpan.FromSeconds(20);

    private readonly FileOwnership ownership;
    private readonly Database database;
    internal EngineParts Parts { get; }
    private readonly long epoch;
    private readonly ITimer? retention;
    private bool isDisposed;

    private SqliteEngine(FileOwnership ownership, Database database, EngineParts parts, long epoch)
    {
        this.ownership = ownership;
        this.database = database;
        Parts = parts;
        this.epoch = epoch;
        SqliteOrchestrationClient client = new(() => parts);
        Client = client;
        Verifier = client;
        retention = parts.Options.Retention is { } keep ? parts.Time.CreateTimer(_ => _ = PurgeAsync(keep), null, TimeSpan.Zero, RetentionInterval) : null;
    }

    /// <summary>The engine's client.</summary>
    public IOrchestrationClient Client { get; }

    /// <summary>Checks stored histories against their hash chains.</summary>
    public IHistoryVerifier Verifier { get; }

    /// <summary>Whether the engine can work.</summary>
    public IEngineHealth Health => Parts.Health;

    /// <summary>Opens the file, continues every open instance and takes work.</summary>
    /// <param name="options">How to run.</param>
    /// <param name="registry">The orchestrators and activities that can be run.</param>
    /// <param name="services">What activities are made from; each run has its own scope.</param>
    /// <param name="time">The clock of timers and histories; the system's unless told.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    /// <exception cref="InvalidOperationException">Another process owns the file; the message names it.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, another program's, or a newer build's.</exception>
    /// <exception cref="IOException">The file cannot be opened or written, as a <see cref="StorageException"/>, or its owner cannot be noted beside it.</exception>
    public static Task<SqliteEngine> StartAsync(SqliteDurableOptions options, TaskRegistry registry, IServiceProvider services, TimeProvider? time = null, CancellationToken cancellation = default)
        => StartAsync(options, registry, services, time, null, cancellation);

    internal static Task<SqliteEngine> StartAsync(SqliteDurableOptions options, TaskRegistry registry, IServiceProvider services, TimeProvider? time, EngineHooks? hooks, CancellationToken cancellation = default)
    {
        options.Validate();
        cancellation.ThrowIfCancellationRequested();
        return Task.Run(() => Start(options, registry, services, time ?? TimeProvider.System, hooks ?? new EngineHooks()), cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        retention?.Dispose();

        // First of all: its gauges read the queues of what is disposed below.
        Parts.Meter.Dispose();
        Parts.Timers.Dispose();
        Parts.Health.Dispose();
        await Parts.Activities.StopAsync(ActivityPatience);
        await Parts.Turns.StopAsync();
        try
        {
            _ = await Parts.Writer.RunAsync((store, _) => MarkClean(store));
            Parts.Log.Stopped(epoch);
        }
        catch (Exception failure) when (failure is StorageException or InvalidOperationException)
        {
            Parts.Log.StorageFailing(failure);
        }

        await Parts.Writer.DisposeAsync();
        Parts.Waiters.Stop();
        Parts.Readers.Dispose();
        database.Dispose();
        ownership.Dispose();
        Parts.Spans.Dispose();
    }

    private static SqliteEngine Start(SqliteDurableOptions options, TaskRegistry registry, IServiceProvider services, TimeProvider time, EngineHooks hooks)
    {
        string path = Path.GetFullPath(options.Path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileOwnership ownership = FileOwnership.Take(path, time);
        Database? database = null;
        try
        {
            if (File.Exists(path))
            {
                using Database reading = Database.Open(path, isReadOnly: true, hooks.Probe);
                Schema.Check(reading, path);
            }

            database = Database.Open(path, isReadOnly: false, hooks.Probe);
            hooks.Opened?.Invoke(database);
            Schema.Prepare(database, path);
            database.Execute("UPDATE engine SET epoch = epoch + 1, is_clean = 0");
            long epoch = long.Parse(database.ReadText("SELECT epoch FROM engine"), System.Globalization.CultureInfo.InvariantCulture);
            EngineParts parts = new()
            {
                Options = options,
                Registry = registry,
                Scopes = services.GetRequiredService<IServiceScopeFactory>(),
                Time = time,
                Log = new EngineLog((services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("MigrationOrchestrator.Durable")),
                Meter = new EngineMeter(),
                Spans = new EngineSpans(),
                Readers = new ReaderPool(path, hooks.Probe),
            };
            Store store = new(database, options.ChainHistory, epoch);
            Assemble(parts, database, store, hooks);
            Recovery.Run(parts, store, path);
            return new SqliteEngine(ownership, database, parts, epoch);
        }
        catch
        {
            database?.Dispose();
            ownership.Dispose();
            throw;
        }
    }

    private static void Assemble(EngineParts parts, Database database, Store store, EngineHooks hooks)
    {
        parts.Turns = new TurnQueue(parts);
        parts.Activities = new ActivityRunner(parts);
        parts.Timers = new TimerQueue(parts.Time, parts.Turns.Fire, parts.Meter);
        Statement touch = database.Prepare("UPDATE engine SET epoch = epoch");
        parts.Health = new StorageHealth(() => parts.Writer.RunAsync((_, _) => touch.Run()), parts.Log, hooks.StorageRetryDelay, parts.Time);
        parts.Writer = new StoreWriter(database, store, parts.Turns.Follow, parts.Health.Halt, parts.Meter);
        parts.Meter.Observe(() => parts.Turns.QueueLength, () => parts.Activities.QueueLength, () => parts.Writer.QueueLength);
    }

    /// <summary>The attempts of this run did not crash; the next start need not check the file.</summary>
    private bool MarkClean(Store store)
    {
        store.Tasks.Unclaim(epoch);
        database.Execute("UPDATE engine SET is_clean = 1");
        return true;
    }

    private async Task PurgeAsync(TimeSpan keep)
    {
        try
        {
            PurgeFilter filter = new() { FinishedBefore = Parts.Time.GetUtcNow() - keep };
            for (int removed = filter.Limit; removed >= filter.Limit;)
            {
                removed = await Parts.Writer.RunAsync((store, effects) => InstanceCommands.Purge(store, effects, filter));
                Parts.Log.Purged(removed);
            }
        }
        catch (Exception failure) when (failure is StorageException or ObjectDisposedException)
        {
            // The next interval tries again; a failing disk is reported by the work that it stops.
        }
    }
}
