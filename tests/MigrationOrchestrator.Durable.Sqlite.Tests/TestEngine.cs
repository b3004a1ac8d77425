using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable.Sqlite.Engine;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Tests;

/// <summary>An engine on a file of its own that a test can stop, change and start again.</summary>
internal sealed class TestEngine : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private SqliteEngine? engine;

    public TestEngine() => Options = new SqliteDurableOptions { Path = folder.File("engine.db") };

    public SqliteDurableOptions Options { get; }

    public TaskRegistry Registry { get; set; } = new();

    public ServiceProvider Services { get; init; } = new ServiceCollection().AddLogging().BuildServiceProvider();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public EngineHooks Hooks { get; init; } = new();

    public IOrchestrationClient Client => engine?.Client ?? throw new InvalidOperationException("The engine is stopped.");

    public IHistoryVerifier Verifier => engine?.Verifier ?? throw new InvalidOperationException("The engine is stopped.");

    /// <summary>The running engine's inside.</summary>
    public EngineParts Parts => engine?.Parts ?? throw new InvalidOperationException("The engine is stopped.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<TestEngine> StartAsync()
    {
        engine = await SqliteEngine.StartAsync(Options, Registry, Services, Time, Hooks, Cancellation);
        return this;
    }

    public async Task StopAsync()
    {
        if (engine is { } running)
        {
            engine = null;
            await running.DisposeAsync();
        }
    }

    /// <summary>Stops the engine and starts it with another registry: a deployment.</summary>
    public async Task DeployAsync(TaskRegistry registry)
    {
        await StopAsync();
        Registry = registry;
        _ = await StartAsync();
    }

    public async Task<OrchestrationState> RunAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> name, TInput input)
        => await EndAsync(await Client.StartAsync(name, input, cancellation: Cancellation));

    public Task<OrchestrationState> EndAsync(InstanceId id) => Client.WaitForCompletionAsync(id, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

    /// <summary>Looks at an instance until it has a status.</summary>
    public async Task<OrchestrationState> UntilAsync(InstanceId id, OrchestrationStatus status)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await Client.FindAsync(id, cancellation: patience.Token) is { } state && state.Status == status)
            {
                return state;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), patience.Token);
        }
    }

    /// <summary>Reads a value from the file, beside the engine.</summary>
    public string Read(string sql)
    {
        using Database database = Database.Open(Options.Path, isReadOnly: true);
        return database.ReadText(sql);
    }

    /// <summary>Ends when memory has followed all that was committed before.</summary>
    public Task SettleAsync() => Client.ResumeAsync(new InstanceId("nobody"), "settle", Cancellation);

    /// <summary>Looks at the file until a query yields a value.</summary>
    public async Task UntilReadAsync(string sql, string expected)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (Read(sql) != expected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), patience.Token);
        }
    }

    /// <summary>Changes the file while the engine is stopped.</summary>
    public void Change(string sql)
    {
        using Database database = Database.Open(Options.Path, isReadOnly: false);
        database.Execute(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Services.DisposeAsync();
        folder.Dispose();
    }
}
