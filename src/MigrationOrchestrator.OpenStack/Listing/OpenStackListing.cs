using System.Globalization;
using System.Runtime.CompilerServices;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.OpenStack.Compute;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Images;
using MigrationOrchestrator.OpenStack.Networking;

namespace MigrationOrchestrator.OpenStack.Listing;

/// <summary>What an operator can choose from in an OpenStack region.</summary>
internal sealed class OpenStackListing(OpenStackSession session, OpenStackOptions options)
{
    public IAsyncEnumerable<CloudItem> ListAsync(CloudItemKind kind, CancellationToken cancellation) => kind switch
    {
        CloudItemKind.Regions => RegionsAsync(cancellation),
        CloudItemKind.Servers => ServersAsync(cancellation),
        CloudItemKind.Images => ImagesAsync(cancellation),
        CloudItemKind.Networks => NetworksAsync(cancellation),
        CloudItemKind.Flavors => FlavorsAsync(cancellation),
        _ => throw OpenStackFailures.Fail("cloud.not_supported", $"An OpenStack cloud has no {kind}.", "Ask for regions, servers, images, networks or flavors."),
    };

    private static Dictionary<string, string> Details(params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        Dictionary<string, string> details = [];
        foreach ((string name, string? value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                details[name] = value;
            }
        }

        return details;
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private async IAsyncEnumerable<CloudItem> RegionsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (string region in await session.RegionsAsync(cancellation))
        {
            yield return new CloudItem(region, region, Details());
        }
    }

    private async IAsyncEnumerable<CloudItem> ServersAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (Server server in (await session.ComputeAsync(cancellation)).ServersAsync(null, options.PageSize, cancellation))
        {
            yield return new CloudItem(server.Id, server.Name ?? server.Id, Details(
                ("status", server.Status),
                ("task", server.TaskState),
                ("cpus", Text(server.Flavor?.Vcpus)),
                ("memoryMiB", Text(server.Flavor?.Ram)),
                ("diskGiB", Text(server.Flavor?.Disk)),
                ("image", server.ImageId ?? "(volume)"),
                ("networks", string.Join(", ", server.Addresses?.Keys ?? []))));
        }
    }

    private async IAsyncEnumerable<CloudItem> ImagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (Image image in (await session.ImagesAsync(cancellation)).ImagesAsync(new ImageFilter(), options.PageSize, cancellation))
        {
            yield return new CloudItem(image.Id, image.Name ?? image.Id, Details(
                ("status", image.Status),
                ("sizeBytes", Text(image.Size)),
                ("format", image.DiskFormat),
                ("visibility", image.Visibility),
                ("type", image.Property("image_type") ?? "image"),
                ("os", image.Property("os_distro"))));
        }
    }

    private async IAsyncEnumerable<CloudItem> NetworksAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (Network network in (await session.NetworksAsync(cancellation)).NetworksAsync(options.PageSize, cancellation))
        {
            yield return new CloudItem(network.Id, network.Name ?? network.Id, Details(("status", network.Status), ("shared", network.Shared ? "yes" : "no")));
        }
    }

    private async IAsyncEnumerable<CloudItem> FlavorsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (Flavor flavor in (await session.ComputeAsync(cancellation)).FlavorsAsync(options.PageSize, cancellation))
        {
            yield return new CloudItem(flavor.Id, flavor.Name, Details(("cpus", Text(flavor.Vcpus)), ("memoryMiB", Text(flavor.Ram)), ("diskGiB", Text(flavor.Disk))));
        }
    }
}
