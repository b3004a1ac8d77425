using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Places;
using MigrationOrchestrator.VCloud.Removal;
using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Requests;

namespace MigrationOrchestrator.VCloud.Deployments;

/// <summary>Makes a vApp of a template and powers it on. Processors and memory are those of the descriptor.</summary>
internal sealed class VAppDeployment(VCloudConnection cloud, ResourceFinder finder, VAppRemoval removal)
{
    // A power-on that fails mostly does so at once; following it that long gives its reason, which the vApp itself does not keep.
    private static readonly TimeSpan PowerOnLook = TimeSpan.FromSeconds(15);

    /// <summary>A vApp's name is unique in its vDC, whoever has it.</summary>
    public async Task<IReadOnlyList<Finding>> SurveyAsync(ResolvedPlace place, string name, CancellationToken cancellation)
        => (await finder.FindVAppsAsync(name, place.Ids, cancellation)).Count == 0 ? [] :
        [
            new Finding(
                FindingSeverity.Error, "target.vapp_name_taken", $"The vDC '{place.Names.GetValueOrDefault(PlaceIds.Vdc, "")}' already has a vApp '{name}'; no other can be deployed under that name.",
                "Give another name, remove that vApp, or deliver without deploying."),
        ];

    public async Task<Deployment> BeginAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        VApp? vApp = await FindOursAsync(request, cancellation);
        if (vApp is not null && HasFailed(vApp))
        {
            await removal.RemoveAsync(vApp, cancellation);
            vApp = null;
        }

        return StateOf(request, vApp ?? await InstantiateAsync(request, cancellation));
    }

    public async Task<Deployment> PollAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        VApp vApp = await FindOursAsync(request, cancellation)
            ?? throw VCloudFailures.Of(FailureCodes.NotFound, $"The vApp '{request.Name}' is gone.", remedy: "Somebody removed it; start the migration again.");
        if (HasFailed(vApp))
        {
            throw vApp.Tasks.FirstOrDefault(task => task.HasFailed) is { } failed ? AnswerFailures.OfTask(failed)
                : VCloudFailures.Of("cloud.task_failed", $"The cloud marked '{vApp.Name}' as failed and does not say why.", remedy: "Look at the organisation's task log.");
        }

        if (request.PowerOn && vApp.Status == ResourceStatus.PoweredOff && IsIdle(vApp))
        {
            vApp = await PowerOnAsync(vApp, cancellation);
        }

        return StateOf(request, vApp);
    }

    private static bool HasFailed(VApp vApp) => vApp.Status == ResourceStatus.FailedCreation || vApp.Tasks.Any(task => task.HasFailed);

    private static bool IsIdle(VApp vApp) => !vApp.Tasks.Any(task => task.IsOpen);

    private static Deployment StateOf(DeploymentRequest request, VApp vApp)
    {
        bool done = IsIdle(vApp) && vApp.Status == (request.PowerOn ? ResourceStatus.PoweredOn : ResourceStatus.PoweredOff);
        string state = vApp.Tasks.FirstOrDefault(task => task.IsOpen)?.Operation ?? ResourceStatus.Word(vApp.Status);
        return new Deployment(done, vApp.Href.AbsoluteUri, state);
    }

    private async Task<VApp?> FindOursAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        if (request.ResourceId is not { } id)
        {
            return (await finder.FindVAppsAsync(request.Name, request.Place.Ids, cancellation)).FirstOrDefault(vApp => Mark.IsOn(vApp.Description, request.Key));
        }

        VApp? known = await Existing.OrNull(cloud.VApps.GetAsync(ResourceFinder.Address(id), cancellation));
        return known is null || Mark.IsOn(known.Description, request.Key) ? known
            : throw VCloudFailures.Of("cloud.not_ours", $"The vApp '{known.Name}' does not carry this migration's mark in its description any more.", remedy: "Somebody changed it; look at it.");
    }

    private async Task<VApp> InstantiateAsync(DeploymentRequest request, CancellationToken cancellation)
    {
        VAppTemplate template = await cloud.Templates.GetAsync(ResourceFinder.Address(request.DeliveryId), cancellation);
        Vdc vdc = await cloud.Directory.GetVdcAsync(ResourceFinder.Address(request.Place.Ids[PlaceIds.Vdc]), cancellation);
        Uri action = vdc.Links.Find("add", VCloudTypes.InstantiateTemplate)?.Href
            ?? throw VCloudFailures.Of(FailureCodes.Forbidden, $"The cloud offers no deployment in the vDC '{vdc.Name}'.", remedy: "Have the user's role extended.");
        return await cloud.VApps.InstantiateAsync(
            action,
            new InstantiateTemplate(request.Name, Mark.Describe(request.Key), template.Href, [.. template.Machines.Select(machine => new MachineAssignment(machine.Href, machine.Networks))])
            {
                Network = NetworkOf(request.Place.Ids, vdc),
                StorageProfile = request.Place.Ids.TryGetValue(PlaceIds.StorageProfile, out string? profile) ? ResourceFinder.Address(profile) : null,
            },
            cancellation);
    }

    private static NetworkChoice? NetworkOf(IReadOnlyDictionary<string, string> place, Vdc vdc)
    {
        if (!place.TryGetValue(PlaceIds.Network, out string? text))
        {
            return null;
        }

        Uri href = ResourceFinder.Address(text);
        return vdc.Networks.FirstOrDefault(network => network.Href == href) is { } there ? new NetworkChoice(href, there.Name)
            : throw VCloudFailures.Of(FailureCodes.NotFound, $"The network of the plan is no longer in the vDC '{vdc.Name}'.", remedy: "Plan the migration again.");
    }

    private async Task<VApp> PowerOnAsync(VApp vApp, CancellationToken cancellation)
    {
        Uri action = vApp.Links.Find("power:powerOn")?.Href ?? new Uri(vApp.Href.AbsoluteUri.TrimEnd('/') + "/power/action/powerOn");
        CloudTask task = await cloud.Tasks.FollowAsync(await cloud.VApps.PowerOnAsync(action, cancellation), PowerOnLook, cancellation);
        return task.HasFailed ? throw AnswerFailures.OfTask(task) : await cloud.VApps.GetAsync(vApp.Href, cancellation);
    }
}
