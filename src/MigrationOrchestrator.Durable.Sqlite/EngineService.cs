using Microsoft.Extensions.Hosting;
using MigrationOrchestrator.Durable.Sqlite.Client;

namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>Starts and stops the engine with its host.</summary>
internal sealed class EngineService(SqliteDurableOptions options, TaskRegistry registry, IServiceProvider services, TimeProvider time) : IHostedService, IEngineHealth, IAsyncDisposable
{
    private SqliteEngine? engine;

    /// <summary>The engine's client; its calls throw <see cref="InvalidOperationException"/> until the host has started.</summary>
    public SqliteOrchestrationClient Client => new(() => engine?.Parts ?? throw new InvalidOperationException("The durable engine is not running: start the host before its IOrchestrationClient is used."));

    public Failure? Fault => engine is { } running ? running.Health.Fault : new Failure("engine.not-running", "The durable engine is not running.", Transient: true);

    public async Task StartAsync(CancellationToken cancellationToken) => engine = await SqliteEngine.StartAsync(options, registry, services, time, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public ValueTask DisposeAsync() => engine?.DisposeAsync() ?? ValueTask.CompletedTask;
}
