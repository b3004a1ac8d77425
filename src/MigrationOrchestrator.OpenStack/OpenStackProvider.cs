using Microsoft.Extensions.Options;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Identity;
using MigrationOrchestrator.OpenStack.Listing;
using MigrationOrchestrator.OpenStack.Settings;
using MigrationOrchestrator.OpenStack.Sources;
using MigrationOrchestrator.OpenStack.Sweeping;
using MigrationOrchestrator.OpenStack.Targets;

namespace MigrationOrchestrator.OpenStack;

/// <summary>Speaks to OpenStack clouds: Keystone v3 and v2.0, Nova, Glance, Neutron.</summary>
internal sealed class OpenStackProvider(GrantVault vault, OpenStackHttp http, IOptions<OpenStackOptions> options) : ICloudProvider
{
    /// <summary>The kind of cloud, and the provider named in failures.</summary>
    public const string KindName = "openstack";

    public CloudKind Kind { get; } = CloudKind.Parse(KindName);

    public IReadOnlyList<InputProblem> Check(Cloud cloud) => OpenStackSettings.Check(cloud);

    public async Task<CloudIdentity> AuthenticateAsync(Cloud cloud, string? region, CancellationToken cancellation)
    {
        OpenStackSettings settings = OpenStackSettings.Of(cloud);
        Grant grant = await vault.AuthenticateAsync(settings, cancellation);
        return new CloudIdentity(grant.User, grant.Project, grant.Catalog.ChooseRegion(region ?? settings[OpenStackSettings.Region]), grant.ApiVersion);
    }

    public IAsyncEnumerable<CloudItem> ListAsync(Cloud cloud, CloudItemKind kind, string? region, CancellationToken cancellation)
        => new OpenStackListing(Open(cloud, region), options.Value).ListAsync(kind, cancellation);

    public IMachineSource Source(Cloud cloud, string? region) => new OpenStackSource(Open(cloud, region), options.Value);

    public IMachineTarget Target(Cloud cloud, string? region) => new OpenStackTarget(Open(cloud, region), options.Value);

    public ILeftovers Leftovers(Cloud cloud) => new OpenStackLeftovers(region => Open(cloud, region), options.Value);

    private OpenStackSession Open(Cloud cloud, string? region)
    {
        OpenStackSettings settings = OpenStackSettings.Of(cloud);
        return new OpenStackSession(settings, region, vault.For(settings), http);
    }
}
