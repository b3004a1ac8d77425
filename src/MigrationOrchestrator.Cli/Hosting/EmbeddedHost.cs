using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Logging;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable.Sqlite;
using MigrationOrchestrator.Web;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>The embedded host: the engine, the clouds, staging, conversion and the HTTP interface in this process.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    /// <summary>Running steps are asked to stop and have this long for it.</summary>
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(30);

    private readonly WebApplication app;

    private EmbeddedHost(WebApplication app) => this.app = app;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Urls => [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];

    /// <summary>Starts it; open migrations go on from here.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="options">The configuration.</param>
    /// <param name="listening">Where it listens and who is let in.</param>
    /// <param name="ownership">Of the data folder.</param>
    /// <param name="terminal">Where warnings are shown.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="besides">Adds what only a service runs.</param>
    /// <exception cref="UsageException">The engine's file or the address cannot be used.</exception>
    public static async Task<EmbeddedHost> StartAsync(DataFolder folder, MigratorOptions options, Listening listening, Ownership ownership, Terminal terminal, CancellationToken cancellation, Action<IServiceCollection>? besides = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder.Root });
        HostLogging.Configure(builder.Logging, folder, terminal);
        Telemetry.AddWhereConfigured(builder.Services);
        builder.WebHost.UseUrls([.. listening.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.LargestBytes;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownPatience);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        Composition.ForWorking(builder.Services, folder, options).AddMigrationsWeb();
        builder.Services.AddHealthChecks().AddCheck<EngineHealth>("engine");
        besides?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.UseMigrationsWeb(listening.Access);
        app.MapMigrationsWeb();
        EmbeddedHost host = new(app);
        try
        {
            await app.StartAsync(cancellation);
            await ownership.AnnounceAsync(host.Urls.Last(url => url.IsLoopback), listening.Access.Key ?? "", listening.IsService, cancellation);
            return host;
        }
        catch (Exception refused)
        {
            await app.DisposeAsync();
            throw Explained(refused, folder);
        }
    }

    /// <summary>Stops it: requests end, running steps are given back, what is open goes on at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(ShutdownPatience);
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    private static Exception Explained(Exception refused, DataFolder folder) => refused switch
    {
        InvalidDataException or StorageException => new UsageException("data.engine", refused.Message, $"The engine's file is '{folder.Engine}'."),
        IOException and { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => new UsageException("web.url", refused.Message, "Choose another --url, or stop the process that listens there."),
        _ => refused,
    };
}
