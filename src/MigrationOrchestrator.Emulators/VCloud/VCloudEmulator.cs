using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.Hosting;
using MigrationOrchestrator.Emulators.Journals;
using MigrationOrchestrator.Emulators.VCloud.Endpoints;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;
using MigrationOrchestrator.Emulators.VCloud.Sessions;
using MigrationOrchestrator.Emulators.VCloud.Uploads;

namespace MigrationOrchestrator.Emulators.VCloud;

/// <summary>
/// A vCloud Director on loopback that speaks its real wire protocol and keeps real bytes: what is uploaded is checked as an importer checks it and can be
/// read back. It is a stand-in for a cloud in tests and demonstrations; it has no hypervisor.
/// </summary>
public sealed class VCloudEmulator : IAsyncDisposable
{
    private readonly CloudModel cloud;
    private readonly SessionTable sessions;
    private readonly TaskBoard board;
    private readonly bool ownsFolder;
    private EmulatorServer? server;

    private VCloudEmulator(VCloudEmulatorOptions options)
    {
        Options = options;
        ownsFolder = options.Folder is null;
        Folder = options.Folder ?? Directory.CreateTempSubdirectory("vcloud-emulator-").FullName;
        cloud = new CloudModel(options, Folder);
        sessions = new SessionTable(cloud);
        board = new TaskBoard(cloud);
        Faults = new FaultInjector(options.Seed);
    }

    /// <summary>How it was set up; it names the organisations and their users' passwords.</summary>
    public VCloudEmulatorOptions Options { get; }

    /// <summary>Where it listens; a registration's endpoint.</summary>
    public Uri Endpoint => Server.Endpoint;

    /// <summary>Where received bytes are kept.</summary>
    public string Folder { get; }

    /// <summary>The rules by which it misbehaves, and its bandwidth.</summary>
    public FaultInjector Faults { get; }

    /// <summary>The requests that it has finished.</summary>
    public RequestJournal Journal { get; } = new();

    /// <summary>Opens the control endpoints below <c>/_emulator</c>, sent as <c>X-Emulator-Key</c>: <c>faults</c>, <c>journal</c>, <c>resources</c>, <c>vcloud</c> (the state).</summary>
    public string ControlKey => Server.Wire.ControlKey;

    /// <summary>What it holds at this moment.</summary>
    public VCloudEmulatorState State => StateReader.Read(cloud);

    private EmulatorServer Server => server ?? throw new InvalidOperationException("The emulator has not started.");

    /// <summary>Starts one.</summary>
    /// <exception cref="ArgumentException">A version of the options cannot be read.</exception>
    /// <exception cref="IOException">The port is taken, or the folder cannot be written.</exception>
    public static async Task<VCloudEmulator> StartAsync(VCloudEmulatorOptions options, CancellationToken cancellation)
    {
        VCloudEmulator emulator = new(options);
        try
        {
            EmulatorWire wire = new(emulator.Faults, emulator.Journal, options.Clock);
            emulator.server = await EmulatorServer.StartAsync(
                options.Port, wire, emulator.sessions.EndAll, () => StateReader.Count(emulator.State), routes => emulator.Map(routes, wire), cancellation);
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>The session tokens that were issued (the newest 10,000), so that a test can search for them where they must not be.</summary>
    public IReadOnlyList<string> IssuedTokens => sessions.Issued;

    /// <summary>Ends every session, as an administrator or a restart of the cloud's cells does.</summary>
    public void EndSessions() => sessions.EndAll();

    /// <summary>Stops it; a temporary folder goes with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        await board.DisposeAsync();
        if (ownsFolder && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void Map(Microsoft.AspNetCore.Builder.WebApplication routes, EmulatorWire wire)
    {
        Microsoft.AspNetCore.Builder.UseExtensions.Use(routes, (http, next) =>
        {
            RequestId.Stamp(http);
            return next(http);
        });
        UploadDesk uploads = new(cloud, board);
        ApiRoutes api = new(routes, cloud, sessions, uploads);
        routes.MapSessions(api, cloud, sessions);
        api.MapDirectory(cloud);
        api.MapQueries(cloud);
        api.MapCatalogs(cloud, uploads);
        api.MapTemplates(cloud, board);
        api.MapVApps(cloud, board);
        api.MapTasks(cloud);
        new TransferEndpoints(cloud, sessions, uploads).Map(routes);
        routes.MapControl(wire.ControlKey, "GET", "/vcloud", http => StateReader.WriteAsync(http, State));
    }
}
