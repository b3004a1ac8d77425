using MigrationOrchestrator.Durable;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Places;
using MigrationOrchestrator.VCloud.Representations;

namespace MigrationOrchestrator.VCloud.Removal;

/// <summary>Removes a template, whatever state it is in.</summary>
internal sealed class TemplateRemoval(VCloudConnection cloud)
{
    private static readonly TimeSpan CancelTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DeleteTime = TimeSpan.FromMinutes(5);

    public async Task RemoveAsync(VAppTemplate template, CancellationToken cancellation)
    {
        foreach (CloudTask task in template.Tasks)
        {
            await cloud.Tasks.CancelAsync(task, CancelTime, cancellation);
        }

        // Cancelling an upload may have removed it already.
        if (await Existing.OrNull(cloud.Templates.GetAsync(template.Href, cancellation)) is not { } left)
        {
            return;
        }

        if (await Existing.OrNull(cloud.Templates.DeleteAsync(left.Href, cancellation)) is { } deletion)
        {
            await cloud.Tasks.CompleteAsync(deletion, DeleteTime, cancellation);
        }

        await RemoveItemAsync(left, cancellation);
    }

    /// <summary>Some versions leave the catalogue's item behind, some take it away with its template.</summary>
    private async Task RemoveItemAsync(VAppTemplate template, CancellationToken cancellation)
    {
        if (template.CatalogItem is not { } item)
        {
            return;
        }

        try
        {
            await cloud.Templates.DeleteItemAsync(item, cancellation);
        }
        catch (FailureException absent) when (FailureCodes.MeansAbsent(absent.Failure.Code))
        {
            // It went with its template.
        }
    }
}
