using MigrationOrchestrator.OpenStack.Http;

namespace MigrationOrchestrator.OpenStack.Identity;

/// <summary>Where the services of a cloud are, by type, interface and region.</summary>
internal sealed class Catalog(IReadOnlyList<CatalogEndpoint> endpoints)
{
    /// <summary>The regions that have a compute or image service, sorted.</summary>
    public IReadOnlyList<string> Regions =>
    [
        .. endpoints.Where(endpoint => endpoint.ServiceType is "compute" or "image").Select(endpoint => endpoint.Region)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The region to use: the wanted one, or the only one.</summary>
    /// <exception cref="Durable.FailureException"><c>cloud.region_unknown</c>, <c>cloud.region_needed</c>, <c>cloud.catalog_empty</c>.</exception>
    public string ChooseRegion(string? wanted) => (wanted, Regions) switch
    {
        (_, []) => throw OpenStackFailures.Fail("cloud.catalog_empty", "Keystone's catalogue names no compute or image service for this project.", "Check the project; an unscoped login has no catalogue."),
        ({ } name, var regions) when regions.Contains(name) => name,
        ({ } name, var regions) => throw OpenStackFailures.Fail("cloud.region_unknown", $"The cloud has no region '{name}'.", $"Use one of: {string.Join(", ", regions)}."),
        (null, [var only]) => only,
        (null, var regions) => throw OpenStackFailures.Fail("cloud.region_needed", "The cloud has several regions.", $"Name one of: {string.Join(", ", regions)}."),
    };

    /// <summary>A service's address, or null where the region does not have it.</summary>
    /// <param name="types">The service's types, the preferred one first: it has had several names.</param>
    /// <param name="endpointInterface">public, internal or admin.</param>
    /// <param name="region">The region.</param>
    public Uri? Find(IReadOnlyList<string> types, string endpointInterface, string region) => types
        .SelectMany(type => endpoints.Where(endpoint => endpoint.ServiceType == type && endpoint.Interface == endpointInterface && endpoint.Region == region))
        .Select(endpoint => endpoint.Address)
        .FirstOrDefault();
}

/// <summary>One address of one service.</summary>
internal sealed record CatalogEndpoint(string ServiceType, string Interface, string Region, Uri Address)
{
    /// <summary>The endpoint, or null where what the catalogue says is no http address.</summary>
    public static CatalogEndpoint? Of(string serviceType, string? endpointInterface, string? region, string? url)
        => Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? new CatalogEndpoint(serviceType, endpointInterface ?? "public", region ?? "", address)
            : null;
}
