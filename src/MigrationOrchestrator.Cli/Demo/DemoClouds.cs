using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.Cli.Demo;

/// <summary>Two emulated clouds on loopback: an OpenStack with a running server, and an empty vCloud Director.</summary>
internal sealed class DemoClouds : IAsyncDisposable
{
    /// <summary>The name of the server that is seeded.</summary>
    public const string ServerName = "demo-server";

    private DemoClouds(OpenStackEmulator openStack, VCloudEmulator vcloud)
    {
        OpenStack = openStack;
        VCloud = vcloud;
    }

    /// <summary>The source.</summary>
    public OpenStackEmulator OpenStack { get; }

    /// <summary>The target.</summary>
    public VCloudEmulator VCloud { get; }

    /// <summary>The target's organisation.</summary>
    public EmulatedOrganisation Organisation => VCloud.Options.Organisations[0];

    /// <summary>The target's user.</summary>
    public EmulatedUser User => Organisation.Users[0];

    /// <summary>Starts both.</summary>
    /// <param name="openStackPort">OpenStack's port; 0 for a free one.</param>
    /// <param name="vcloudPort">vCloud Director's port; 0 for a free one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<DemoClouds> StartAsync(int openStackPort, int vcloudPort, CancellationToken cancellation)
    {
        OpenStackEmulator openStack = await OpenStackEmulator.StartAsync(new OpenStackEmulatorOptions { Port = openStackPort }, cancellation);
        try
        {
            return new DemoClouds(openStack, await VCloudEmulator.StartAsync(new VCloudEmulatorOptions { Port = vcloudPort }, cancellation));
        }
        catch
        {
            await openStack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a running server with a guest's disk into the source.</summary>
    /// <returns>The server's id.</returns>
    /// <exception cref="ImageException">The file is no image that is safe to use.</exception>
    public async Task<string> SeedAsync(FileInfo guest, CancellationToken cancellation)
    {
        ImageInfo info;
        await using (FileSource source = FileSource.Open(guest.FullName))
        {
            info = await ImageInspector.InspectAsync(source, null, cancellation);
        }

        Dictionary<string, string> properties = new() { ["os_type"] = "linux", ["os_distro"] = "debian", ["os_version"] = "12" };
        string image = await OpenStack.SeedImageAsync("demo-guest", guest.FullName, info.Format.ToGlanceName(), properties, null, cancellation);
        return OpenStack.SeedServer(new SeededServer(ServerName, image));
    }

    /// <summary>Both as they are registered, with their passwords.</summary>
    public IReadOnlyList<(Cloud Cloud, string Password)> Registrations(string sourceName, string targetName) =>
    [
        (new Cloud(CloudName.Parse(sourceName), CloudKind.Parse("openstack"), OpenStack.AuthUrl)
        {
            Settings = new Dictionary<string, string>
            {
                ["username"] = OpenStack.Options.User,
                ["user_domain_name"] = OpenStack.Options.Domain,
                ["project_name"] = OpenStack.Options.Project,
                ["project_domain_name"] = OpenStack.Options.Domain,
                ["region_name"] = OpenStack.Options.Regions[0],
            },
        }, OpenStack.Options.Password),
        (new Cloud(CloudName.Parse(targetName), CloudKind.Parse("vcloud"), VCloud.Endpoint)
        {
            Settings = new Dictionary<string, string> { ["organisation"] = Organisation.Name, ["user"] = User.Name },
        }, User.Password),
    ];

    /// <summary>A password as a desk takes it.</summary>
    public static IReadOnlyDictionary<string, Secret> Secrets(string password) => new Dictionary<string, Secret> { ["password"] = new(password) };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await VCloud.DisposeAsync();
        await OpenStack.DisposeAsync();
    }
}
