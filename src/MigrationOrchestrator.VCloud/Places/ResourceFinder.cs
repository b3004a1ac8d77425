using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Requests;

namespace MigrationOrchestrator.VCloud.Places;

/// <summary>Finds templates and vApps by place and name.</summary>
internal sealed class ResourceFinder(VCloudConnection cloud, OrgDirectory directory)
{
    /// <summary>
    /// The templates of a name, or all, in a catalogue and in a vDC. A template whose vDC created it is in no catalogue until it is complete, so both are looked at.
    /// </summary>
    public async Task<IReadOnlyList<VAppTemplate>> FindTemplatesAsync(string? name, IReadOnlyDictionary<string, string>? place, CancellationToken cancellation)
    {
        HashSet<Uri> hrefs = [];
        foreach (Uri href in await PlacesAsync(place, PlaceIds.Catalog, directory.ListCatalogsAsync, cancellation))
        {
            Catalog? catalog = await Existing.OrNull(cloud.Directory.GetCatalogAsync(href, cancellation));
            foreach (Reference item in catalog?.Items.Where(item => name is null || item.Name == name) ?? [])
            {
                if ((await Existing.OrNull(cloud.Templates.GetItemAsync(item.Href, cancellation)))?.Entity is { } entity && IsTemplate(entity))
                {
                    hrefs.Add(entity.Href);
                }
            }
        }

        hrefs.UnionWith(await EntitiesAsync(name, place, IsTemplate, cancellation));
        return await GetAllAsync(hrefs, cloud.Templates.GetAsync, cancellation);
    }

    /// <summary>The vApps of a name, or all, in a vDC.</summary>
    public async Task<IReadOnlyList<VApp>> FindVAppsAsync(string? name, IReadOnlyDictionary<string, string>? place, CancellationToken cancellation)
        => await GetAllAsync(await EntitiesAsync(name, place, entity => Is(entity, VCloudTypes.VApp), cancellation), cloud.VApps.GetAsync, cancellation);

    /// <summary>An address that a cloud gave us earlier, checked again.</summary>
    /// <exception cref="Durable.FailureException"><c>cloud.bad_address</c>.</exception>
    public static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? href) ? href
        : throw VCloudFailures.Of("cloud.bad_address", $"'{text}' is no address of a vCloud Director's resource.");

    private static bool IsTemplate(Reference entity) => Is(entity, VCloudTypes.VAppTemplate) || entity.Id.StartsWith("vappTemplate-", StringComparison.Ordinal);

    private static bool Is(Reference entity, string type) => entity.Type == type || entity.Type.StartsWith(type + ";", StringComparison.Ordinal);

    private async Task<HashSet<Uri>> EntitiesAsync(string? name, IReadOnlyDictionary<string, string>? place, Func<Reference, bool> wanted, CancellationToken cancellation)
    {
        HashSet<Uri> hrefs = [];
        foreach (Uri href in await PlacesAsync(place, PlaceIds.Vdc, directory.ListVdcsAsync, cancellation))
        {
            Vdc? vdc = await Existing.OrNull(cloud.Directory.GetVdcAsync(href, cancellation));
            hrefs.UnionWith(vdc?.Entities.Where(entity => (name is null || entity.Name == name) && wanted(entity)).Select(entity => entity.Href) ?? []);
        }

        return hrefs;
    }

    /// <summary>The place's own, or all of the organisation's where the place does not say. A place may give a name instead of an address.</summary>
    private static async Task<IReadOnlyList<Uri>> PlacesAsync(
        IReadOnlyDictionary<string, string>? place, string key, Func<CancellationToken, Task<IReadOnlyList<Reference>>> list, CancellationToken cancellation)
    {
        string? given = place?.GetValueOrDefault(key);
        return given is not null && Uri.TryCreate(given, UriKind.Absolute, out Uri? href)
            ? [href]
            : [.. (await list(cancellation)).Where(one => given is null || one.Name == given).Select(one => one.Href)];
    }

    private static async Task<IReadOnlyList<T>> GetAllAsync<T>(IEnumerable<Uri> hrefs, Func<Uri, CancellationToken, Task<T>> get, CancellationToken cancellation)
        where T : class
    {
        List<T> found = [];
        foreach (Uri href in hrefs)
        {
            if (await Existing.OrNull(get(href, cancellation)) is { } one)
            {
                found.Add(one);
            }
        }

        return found;
    }
}
