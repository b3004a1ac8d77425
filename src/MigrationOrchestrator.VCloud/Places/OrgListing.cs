using System.Runtime.CompilerServices;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Requests;

namespace MigrationOrchestrator.VCloud.Places;

/// <summary>Lists what an operator can choose from.</summary>
internal sealed class OrgListing(VCloudConnection cloud)
{
    private readonly OrgDirectory directory = new(cloud);

    public IAsyncEnumerable<CloudItem> ListAsync(CloudItemKind kind, CancellationToken cancellation) => kind switch
    {
        CloudItemKind.Vdcs => ListVdcsAsync(cancellation),
        CloudItemKind.Catalogs => ListCatalogsAsync(cancellation),
        CloudItemKind.Templates => ListTemplatesAsync(cancellation),
        CloudItemKind.Networks => ListNetworksAsync(cancellation),
        CloudItemKind.StorageProfiles => ListStorageProfilesAsync(cancellation),
        CloudItemKind.Servers => ListVAppsAsync(cancellation),
        _ => throw VCloudFailures.Of("cloud.not_supported", $"A vCloud Director has no {kind.ToString().ToLowerInvariant()}.", remedy: "Ask for vdcs, catalogs, templates, networks, storageprofiles or servers."),
    };

    private async IAsyncEnumerable<CloudItem> ListVdcsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (Reference vdc in await directory.ListVdcsAsync(cancellation))
        {
            yield return Item(vdc);
        }
    }

    private async IAsyncEnumerable<CloudItem> ListCatalogsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (Reference catalog in await directory.ListCatalogsAsync(cancellation))
        {
            yield return Item(catalog);
        }
    }

    private async IAsyncEnumerable<CloudItem> ListTemplatesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (Reference reference in await directory.ListCatalogsAsync(cancellation))
        {
            if (await Existing.OrNull(cloud.Directory.GetCatalogAsync(reference.Href, cancellation)) is { } catalog)
            {
                foreach (Reference item in catalog.Items)
                {
                    yield return Item(item, ("catalog", catalog.Name));
                }
            }
        }
    }

    private async IAsyncEnumerable<CloudItem> ListNetworksAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (Vdc vdc in VdcsAsync(cancellation))
        {
            foreach (Reference network in vdc.Networks)
            {
                yield return Item(network, ("vdc", vdc.Name));
            }
        }
    }

    private async IAsyncEnumerable<CloudItem> ListStorageProfilesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (Vdc vdc in VdcsAsync(cancellation))
        {
            foreach (StorageProfile profile in await directory.ListStorageProfilesAsync(vdc, cancellation))
            {
                yield return Item(
                    new Reference(profile.Href, profile.Name, ""),
                    ("vdc", vdc.Name),
                    ("default", profile.Default ? "yes" : "no"),
                    ("free", profile.FreeMegabytes is { } free ? $"{free} MB" : "unlimited"));
            }
        }
    }

    private async IAsyncEnumerable<CloudItem> ListVAppsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (Vdc vdc in VdcsAsync(cancellation))
        {
            foreach (Reference vApp in vdc.Entities.Where(entity => entity.Type.StartsWith(VCloudTypes.VApp, StringComparison.Ordinal)))
            {
                yield return Item(vApp, ("vdc", vdc.Name));
            }
        }
    }

    private async IAsyncEnumerable<Vdc> VdcsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (Reference reference in await directory.ListVdcsAsync(cancellation))
        {
            if (await Existing.OrNull(cloud.Directory.GetVdcAsync(reference.Href, cancellation)) is { } vdc)
            {
                yield return vdc;
            }
        }
    }

    private static CloudItem Item(Reference reference, params (string Name, string Value)[] details)
        => new(reference.Id, reference.Name, details.ToDictionary(detail => detail.Name, detail => detail.Value));
}
