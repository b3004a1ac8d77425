using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable.Conformance;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Conformance;

/// <summary>The embedded engine under the conformance kit, on a file of its own.</summary>
internal sealed class EmbeddedHost : ConformanceHost
{
    private readonly TemporaryFolder folder = new();
    private readonly ServiceProvider services = new ServiceCollection().BuildServiceProvider();
    private readonly TaskRegistry registry;
    private SqliteEngine? engine;

    private EmbeddedHost(TaskRegistry registry) => this.registry = registry;

    public override IOrchestrationClient Client => engine!.Client;

    public static async Task<ConformanceHost> StartAsync(TaskRegistry registry)
    {
        EmbeddedHost host = new(registry);
        await host.StartEngineAsync();
        return host;
    }

    public override async Task RestartAsync()
    {
        await engine!.DisposeAsync();
        await StartEngineAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await engine!.DisposeAsync();
        await services.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartEngineAsync() => engine = await SqliteEngine.StartAsync(new SqliteDurableOptions { Path = folder.File("engine.db") }, registry, services);
}

public sealed class EmbeddedActivities : ActivitySuite
{
    protected override Task<ConformanceHost> StartHostAsync(TaskRegistry registry) => EmbeddedHost.StartAsync(registry);
}

public sealed class EmbeddedChildren : ChildSuite
{
    protected override Task<ConformanceHost> StartHostAsync(TaskRegistry registry) => EmbeddedHost.StartAsync(registry);
}

public sealed class EmbeddedEvents : EventSuite
{
    protected override Task<ConformanceHost> StartHostAsync(TaskRegistry registry) => EmbeddedHost.StartAsync(registry);
}

public sealed class EmbeddedLifecycle : LifecycleSuite
{
    protected override Task<ConformanceHost> StartHostAsync(TaskRegistry registry) => EmbeddedHost.StartAsync(registry);
}

public sealed class EmbeddedRewind : RewindSuite
{
    protected override Task<ConformanceHost> StartHostAsync(TaskRegistry registry) => EmbeddedHost.StartAsync(registry);
}
