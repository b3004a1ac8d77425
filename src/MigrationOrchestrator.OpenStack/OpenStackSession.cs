using MigrationOrchestrator.OpenStack.Compute;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Identity;
using MigrationOrchestrator.OpenStack.Images;
using MigrationOrchestrator.OpenStack.Networking;
using MigrationOrchestrator.OpenStack.Settings;
using MigrationOrchestrator.OpenStack.Volumes;

namespace MigrationOrchestrator.OpenStack;

/// <summary>One registered cloud and region as whom we talk to it: opens the services of its catalogue.</summary>
internal sealed class OpenStackSession(OpenStackSettings settings, string? region, IGrants grants, OpenStackHttp http)
{
    private static readonly string[] ComputeTypes = ["compute", "compute_legacy"];
    private static readonly string[] ImageTypes = ["image"];
    private static readonly string[] NetworkTypes = ["network"];
    private static readonly string[] VolumeTypes = ["block-storage", "volumev3", "volumev2"];

    /// <summary>The region in use.</summary>
    public async Task<string> RegionAsync(CancellationToken cancellation) => Choose(await grants.GetAsync(cancellation));

    /// <summary>The regions that can be chosen.</summary>
    public async Task<IReadOnlyList<string>> RegionsAsync(CancellationToken cancellation) => (await grants.GetAsync(cancellation)).Catalog.Regions;

    /// <summary>Nova.</summary>
    public async Task<INovaApi> ComputeAsync(CancellationToken cancellation)
        => http.Open<INovaApi>(ServiceAddress.WithVersion(await AddressAsync(ComputeTypes, cancellation), "v2.1"), new MicroversionHandler(), Session());

    /// <summary>Glance.</summary>
    public async Task<IGlanceApi> ImagesAsync(CancellationToken cancellation)
        => http.Open<IGlanceApi>(ServiceAddress.WithoutVersion(await AddressAsync(ImageTypes, cancellation)), Session());

    /// <summary>Neutron.</summary>
    public async Task<INeutronApi> NetworksAsync(CancellationToken cancellation)
        => http.Open<INeutronApi>(ServiceAddress.WithVersion(await AddressAsync(NetworkTypes, cancellation), "v2.0"), Session());

    /// <summary>Cinder.</summary>
    public async Task<ICinderApi> VolumesAsync(CancellationToken cancellation)
        => http.Open<ICinderApi>(ServiceAddress.WithVersion(await AddressAsync(VolumeTypes, cancellation), "v3"), Session());

    /// <summary>Whether the region has volumes.</summary>
    public async Task<bool> HasVolumesAsync(CancellationToken cancellation) => await FindAsync(VolumeTypes, cancellation) is not null;

    private SessionHandler Session() => new(grants, settings.Trust);

    private string Choose(Grant grant) => grant.Catalog.ChooseRegion(region ?? settings[OpenStackSettings.Region]);

    private async Task<Uri?> FindAsync(string[] types, CancellationToken cancellation)
    {
        Grant grant = await grants.GetAsync(cancellation);
        return grant.Catalog.Find(types, settings.EndpointInterface, Choose(grant));
    }

    private async Task<Uri> AddressAsync(string[] types, CancellationToken cancellation)
        => await FindAsync(types, cancellation) ?? throw OpenStackFailures.Fail(
            "cloud.service_missing",
            $"The cloud {settings.Name} has no {types[0]} service with the interface {settings.EndpointInterface} in region {await RegionAsync(cancellation)}.",
            $"Check region_name and {OpenStackSettings.Interface}, or ask the cloud's operator.");
}
