using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Requests;
using Refit;

namespace MigrationOrchestrator.VCloud.Api;

/// <summary>
/// vApp templates, their catalogue items, and the transfer of their files. Requests in XML are buffered: so they have a length, which old clouds want, and
/// can be sent again after a 401. Files are not: they go out as they are read.
/// </summary>
internal interface ITemplateApi
{
    [Post("")]
    Task<CreatedTemplate> CreateAsync([Url] Uri action, [Body(buffered: true)] UploadTemplate template, CancellationToken cancellation);

    [Get("")]
    Task<VAppTemplate> GetAsync([Url] Uri href, CancellationToken cancellation);

    [Delete("")]
    Task<CloudTask> DeleteAsync([Url] Uri href, CancellationToken cancellation);

    [Get("")]
    Task<CatalogItem> GetItemAsync([Url] Uri href, CancellationToken cancellation);

    [Post("")]
    Task<CatalogItem> AddItemAsync([Url] Uri items, [Body(buffered: true)] AddCatalogItem item, CancellationToken cancellation);

    [Delete("")]
    Task DeleteItemAsync([Url] Uri href, CancellationToken cancellation);

    /// <param name="upload">The file's upload link.</param>
    /// <param name="content">The descriptor, or a <see cref="Http.PieceContent"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    [Put("")]
    Task PutAsync([Url] Uri upload, [Body(buffered: false)] HttpContent content, CancellationToken cancellation);
}
