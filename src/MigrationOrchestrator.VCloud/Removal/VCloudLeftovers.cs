using System.Runtime.CompilerServices;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.VCloud.Deliveries;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Places;
using MigrationOrchestrator.VCloud.Representations;

namespace MigrationOrchestrator.VCloud.Removal;

/// <summary>Templates and vApps of an organisation that carry the mark of a migration in their description.</summary>
internal sealed class VCloudLeftovers(VCloudConnection cloud) : ILeftovers
{
    private readonly ResourceFinder finder = new(cloud, new OrgDirectory(cloud));

    public async IAsyncEnumerable<Leftover> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (VAppTemplate template in await finder.FindTemplatesAsync(null, null, cancellation))
        {
            if (Mark.Migration(template.Description) is { } migration)
            {
                yield return new Leftover(LedgerRemoval.Template, template.Href.AbsoluteUri, template.Name, migration) { IsDelivery = true, IsComplete = DeliveryState.IsComplete(template) };
            }
        }

        foreach (VApp vApp in await finder.FindVAppsAsync(null, null, cancellation))
        {
            if (Mark.Migration(vApp.Description) is { } migration)
            {
                bool isComplete = vApp.Status is ResourceStatus.PoweredOn or ResourceStatus.PoweredOff or ResourceStatus.Suspended && !vApp.Tasks.Any(task => task.IsOpen);
                yield return new Leftover(LedgerRemoval.VApp, vApp.Href.AbsoluteUri, vApp.Name, migration) { IsDelivery = true, IsComplete = isComplete };
            }
        }
    }

    public async Task RemoveAsync(Leftover leftover, CancellationToken cancellation)
    {
        Uri href = ResourceFinder.Address(leftover.Id);
        if (leftover.Kind == LedgerRemoval.VApp)
        {
            if (await Existing.OrNull(cloud.VApps.GetAsync(href, cancellation)) is { } vApp && Mark.Migration(vApp.Description) == leftover.Migration)
            {
                await new VAppRemoval(cloud).RemoveAsync(vApp, cancellation);
            }
        }
        else if (await Existing.OrNull(cloud.Templates.GetAsync(href, cancellation)) is { } template && Mark.Migration(template.Description) == leftover.Migration)
        {
            await new TemplateRemoval(cloud).RemoveAsync(template, cancellation);
        }
    }
}
