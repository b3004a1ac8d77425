using MigrationOrchestrator.Durable;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Requests;
using MigrationOrchestrator.VCloud.Settings;

namespace MigrationOrchestrator.VCloud.Places;

/// <summary>Finds what an organisation has: by links up to API 32, by queries from API 33 on, where those links are gone.</summary>
internal sealed class OrgDirectory(VCloudConnection cloud)
{
    private const int PageSize = 128;
    private const int MostPages = 1000;

    /// <summary>The registration's organisation.</summary>
    /// <exception cref="FailureException"><c>cloud.not_found</c>: it is not among those that we see.</exception>
    public async Task<Reference> FindOrgAsync(CancellationToken cancellation)
    {
        OrgList list = await cloud.Directory.ListOrgsAsync(cancellation);
        string wanted = cloud.Settings.Organisation;
        return list.Orgs.FirstOrDefault(org => org.Name == wanted) ?? list.Orgs.FirstOrDefault(org => org.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw VCloudFailures.Of(FailureCodes.NotFound, $"The cloud does not show the organisation '{wanted}'.", remedy: $"Check {VCloudSettingNames.Organisation} of the registration.");
    }

    public Task<IReadOnlyList<Reference>> ListVdcsAsync(CancellationToken cancellation) => ListAsync(VCloudTypes.Vdc, "orgVdc", cancellation);

    public Task<IReadOnlyList<Reference>> ListCatalogsAsync(CancellationToken cancellation) => ListAsync(VCloudTypes.Catalog, "catalog", cancellation);

    /// <summary>The storage profiles of a vDC.</summary>
    public async Task<IReadOnlyList<StorageProfile>> ListStorageProfilesAsync(Vdc vdc, CancellationToken cancellation)
    {
        List<StorageProfile> profiles = [];
        if (await UsesQueriesAsync(cancellation))
        {
            await foreach (QueryRecord record in QueryAsync("orgVdcStorageProfile", cancellation))
            {
                if (record["vdc"] is not { } owner || owner.EndsWith(vdc.Href.Segments[^1], StringComparison.Ordinal))
                {
                    profiles.Add(StorageProfile.Of(record));
                }
            }
        }
        else
        {
            foreach (Reference profile in vdc.StorageProfiles)
            {
                profiles.Add(await cloud.Directory.GetStorageProfileAsync(profile.Href, cancellation));
            }
        }

        return profiles;
    }

    /// <summary>Guest systems that the cloud knows; empty where it does not tell us.</summary>
    public async Task<IReadOnlyList<string>> ListOsTypesAsync(CancellationToken cancellation)
    {
        try
        {
            return (await cloud.Directory.GetSupportedSystemsAsync(cancellation)).OsTypes;
        }
        catch (FailureException untold) when (FailureCodes.MeansAbsent(untold.Failure.Code))
        {
            return [];
        }
    }

    private async Task<bool> UsesQueriesAsync(CancellationToken cancellation) => (await cloud.Sessions.GetAsync(cancellation)).Version >= ApiVersion.QueryOnly;

    private async Task<IReadOnlyList<Reference>> ListAsync(string linkType, string queryType, CancellationToken cancellation)
    {
        if (!await UsesQueriesAsync(cancellation))
        {
            Org org = await cloud.Directory.GetOrgAsync((await FindOrgAsync(cancellation)).Href, cancellation);
            return [.. org.Links.Where(link => link.Rel == "down" && link.IsOf(linkType)).Select(link => new Reference(link.Href, link.Name ?? "", linkType))];
        }

        List<Reference> found = [];
        await foreach (QueryRecord record in QueryAsync(queryType, cancellation))
        {
            // Catalogues that other organisations share, and everybody's where an administrator asks.
            if (record["orgName"] is not { } owner || owner.Equals(cloud.Settings.Organisation, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(new Reference(record.Href, record.Name, linkType));
            }
        }

        return found;
    }

    private async IAsyncEnumerable<QueryRecord> QueryAsync(string type, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        QueryPage page = await cloud.Directory.QueryAsync(type, PageSize, cancellation);
        for (int pages = 1; ; pages++)
        {
            foreach (QueryRecord record in page.Records)
            {
                yield return record;
            }

            if (page.Next is null)
            {
                yield break;
            }

            page = pages < MostPages ? await cloud.Directory.GetPageAsync(page.Next, cancellation) : throw VCloudFailures.BadAnswer($"a query for {type} has more than {MostPages} pages.");
        }
    }
}
