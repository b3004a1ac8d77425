using MigrationOrchestrator.VCloud.Representations;
using Refit;

namespace MigrationOrchestrator.VCloud.Api;

/// <summary>Tasks.</summary>
internal interface ITaskApi
{
    [Get("")]
    Task<CloudTask> GetAsync([Url] Uri href, CancellationToken cancellation);

    [Post("")]
    Task CancelAsync([Url] Uri action, CancellationToken cancellation);
}
