using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Places;
using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Requests;

namespace MigrationOrchestrator.VCloud.Removal;

/// <summary>Removes a vApp: its tasks are cancelled, it is undeployed (which powers it off), then deleted.</summary>
internal sealed class VAppRemoval(VCloudConnection cloud)
{
    private static readonly TimeSpan TaskTime = TimeSpan.FromMinutes(5);

    public async Task RemoveAsync(VApp vApp, CancellationToken cancellation)
    {
        foreach (CloudTask task in vApp.Tasks)
        {
            await cloud.Tasks.CancelAsync(task, TaskTime, cancellation);
        }

        if (await Existing.OrNull(cloud.VApps.GetAsync(vApp.Href, cancellation)) is not { } left)
        {
            return;
        }

        if (left.Deployed || left.Status is ResourceStatus.PoweredOn or ResourceStatus.Suspended)
        {
            Uri action = left.Links.Find("undeploy")?.Href ?? new Uri(left.Href.AbsoluteUri.TrimEnd('/') + "/action/undeploy");
            await cloud.Tasks.CompleteAsync(await cloud.VApps.UndeployAsync(action, new UndeployVApp(), cancellation), TaskTime, cancellation);
        }

        if (await Existing.OrNull(cloud.VApps.DeleteAsync(left.Href, cancellation)) is { } deletion)
        {
            await cloud.Tasks.CompleteAsync(deletion, TaskTime, cancellation);
        }
    }
}
