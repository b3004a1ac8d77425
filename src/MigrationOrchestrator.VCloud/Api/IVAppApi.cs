using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Requests;
using Refit;

namespace MigrationOrchestrator.VCloud.Api;

/// <summary>vApps.</summary>
internal interface IVAppApi
{
    [Post("")]
    Task<VApp> InstantiateAsync([Url] Uri action, [Body(buffered: true)] InstantiateTemplate request, CancellationToken cancellation);

    [Get("")]
    Task<VApp> GetAsync([Url] Uri href, CancellationToken cancellation);

    [Post("")]
    Task<CloudTask> PowerOnAsync([Url] Uri action, CancellationToken cancellation);

    [Post("")]
    Task<CloudTask> UndeployAsync([Url] Uri action, [Body(buffered: true)] UndeployVApp request, CancellationToken cancellation);

    [Delete("")]
    Task<CloudTask> DeleteAsync([Url] Uri href, CancellationToken cancellation);
}
