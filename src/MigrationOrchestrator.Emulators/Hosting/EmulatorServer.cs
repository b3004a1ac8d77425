using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.Journals;

namespace MigrationOrchestrator.Emulators.Hosting;

/// <summary>A Kestrel on 127.0.0.1 with what all emulators share: faults, bandwidth, journal, control endpoints. It reads no configuration.</summary>
internal sealed class EmulatorServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private EmulatorServer(WebApplication app, EmulatorWire wire)
    {
        this.app = app;
        Wire = wire;
        Endpoint = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Endpoint { get; }

    public EmulatorWire Wire { get; }

    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="wire">Faults, journal and clock of this emulator.</param>
    /// <param name="expireTokens">Takes every token's validity away.</param>
    /// <param name="resources">Counts of what the emulated cloud holds, by kind.</param>
    /// <param name="map">Maps the cloud's own endpoints.</param>
    /// <param name="cancellation">Gives the start up.</param>
    public static async Task<EmulatorServer> StartAsync(
        int port, EmulatorWire wire, Action expireTokens, Func<IReadOnlyDictionary<string, int>> resources, Action<WebApplication> map, CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, ForeignLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        WebApplication app = builder.Build();
        WireMiddleware middleware = new(wire.Faults, wire.Journal, new BandwidthLimit(wire.Faults, wire.Clock), wire.Clock, expireTokens);
        app.Use(next => context => middleware.InvokeAsync(context, next));
        app.UseRouting();
        app.MapControl(wire.ControlKey, wire.Faults, wire.Journal, resources);
        map(app);
        await app.StartAsync(cancellation);
        return new EmulatorServer(app, wire);
    }

    public async ValueTask DisposeAsync()
    {
        using (CancellationTokenSource now = new(TimeSpan.FromSeconds(1)))
        {
            await app.StopAsync(now.Token);
        }

        await app.DisposeAsync();
    }

    /// <summary>Signals belong to the process that starts an emulator, not to the emulator.</summary>
    private sealed class ForeignLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>What an emulator's wire is made of.</summary>
internal sealed record EmulatorWire(FaultInjector Faults, RequestJournal Journal, TimeProvider Clock)
{
    /// <summary>Opens the control endpoints; random for every start.</summary>
    public string ControlKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);
}
