using MigrationOrchestrator.VCloud.Representations;
using Refit;

namespace MigrationOrchestrator.VCloud.Api;

/// <summary>What an organisation has.</summary>
internal interface IDirectoryApi
{
    [Get("/api/org")]
    Task<OrgList> ListOrgsAsync(CancellationToken cancellation);

    [Get("")]
    Task<Org> GetOrgAsync([Url] Uri href, CancellationToken cancellation);

    [Get("")]
    Task<Vdc> GetVdcAsync([Url] Uri href, CancellationToken cancellation);

    [Get("")]
    Task<Catalog> GetCatalogAsync([Url] Uri href, CancellationToken cancellation);

    [Get("")]
    Task<StorageProfile> GetStorageProfileAsync([Url] Uri href, CancellationToken cancellation);

    /// <param name="type">catalog, orgVdc, orgVdcStorageProfile.</param>
    /// <param name="pageSize">Records a page; 128 is the most that vCloud gives.</param>
    /// <param name="cancellation">Gives up.</param>
    [Get("/api/query?format=records&page=1")]
    Task<QueryPage> QueryAsync(string type, int pageSize, CancellationToken cancellation);

    [Get("")]
    Task<QueryPage> GetPageAsync([Url] Uri href, CancellationToken cancellation);

    [Get("/api/supportedSystemsInfo")]
    Task<SupportedSystems> GetSupportedSystemsAsync(CancellationToken cancellation);
}
