using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Endpoints;

/// <summary>vApps: made of templates, powered on and off, undeployed, deleted.</summary>
internal static class VAppEndpoints
{
    public static void MapVApps(this ApiRoutes api, CloudModel cloud, TaskBoard board)
    {
        api.Map("POST", "/api/vdc/{id}/action/instantiateVAppTemplate", call => Instantiate(call, cloud, board));
        api.Map("GET", "/api/vApp/{id}", call => ApiAnswer.Ok(Vc.VApp, Describe(call, cloud.FindVApp(call.Session.Org, call.Route("id")))));
        api.Map("POST", "/api/vApp/{id}/power/action/powerOn", call => Change(call, cloud, board, "vappDeploy", "Starting", vApp => vApp.Status == 8, PowerOn));
        api.Map("POST", "/api/vApp/{id}/power/action/powerOff", call => Change(call, cloud, board, "vappPowerOff", "Stopping", vApp => vApp.Status == 4, vApp => vApp.Status = 8));
        api.Map("POST", "/api/vApp/{id}/action/undeploy", call =>
        {
            call.NeededBody("UndeployVAppParams");
            return Change(call, cloud, board, "vappUndeployPowerOff", "Stopping", vApp => vApp.Deployed, Undeploy);
        });
        api.Map("DELETE", "/api/vApp/{id}", call => Change(call, cloud, board, "vdcDeleteVapp", "Deleting", vApp => !vApp.Deployed, vApp =>
        {
            cloud.VApps.Remove(vApp);
            vApp.Profile.UsedBytes -= vApp.Descriptor.CapacityBytes;
        }));
    }

    private static ApiAnswer Instantiate(ApiCall call, CloudModel cloud, TaskBoard board)
    {
        VdcModel vdc = CloudModel.Find(call.Session.Org.Vdcs, one => one.Id, call.Route("id"));
        InstantiateRequest request = InstantiateRequest.Read(call.NeededBody("InstantiateVAppTemplateParams"));
        TemplateModel template = cloud.FindTemplate(call.Session.Org, request.Template);
        if (template.Status != 8)
        {
            throw ApiFault.BadRequest($"The template {template.Name} is not resolved.");
        }

        if (cloud.VApps.Exists(vApp => vApp.Vdc == vdc && vApp.Name == request.Name))
        {
            throw ApiFault.DuplicateName(request.Name);
        }

        string? network = request.CheckNetworks(vdc, template);
        StorageProfileModel profile = request.StorageProfile is { } id ? CloudModel.Find(vdc.Profiles, one => one.Id, id)
            : vdc.Profiles.FirstOrDefault(one => one.Setup.Default) ?? template.Profile;
        VAppModel vApp = new(call.Session.Org, vdc, template, profile, request.Name, request.Description, network);
        cloud.VApps.Add(vApp);
        board.Run(
            vApp.Org,
            "vdcInstantiateVapp",
            $"Creating Virtual Application {vApp.Name}({vApp.Id})",
            OwnerOf(vApp),
            vApp.Tasks,
            () =>
            {
                if (!profile.HasRoomFor(vApp.Descriptor.CapacityBytes))
                {
                    throw ApiFault.Quota();
                }

                profile.UsedBytes += vApp.Descriptor.CapacityBytes;
                vApp.Status = request.PowerOn ? 4 : 8;
                vApp.Deployed = request.Deploy || request.PowerOn;
            },
            _ => vApp.Status = -1);
        return ApiAnswer.Created(Vc.VApp, Describe(call, vApp), call.To.VApp(vApp));
    }

    private static void PowerOn(VAppModel vApp)
    {
        vApp.Status = 4;
        vApp.Deployed = true;
    }

    private static void Undeploy(VAppModel vApp)
    {
        vApp.Status = 8;
        vApp.Deployed = false;
    }

    private static ApiAnswer Change(
        ApiCall call, CloudModel cloud, TaskBoard board, string operationName, string verb, Func<VAppModel, bool> allowed, Action<VAppModel> work)
    {
        VAppModel vApp = cloud.FindVApp(call.Session.Org, call.Route("id"));
        if (vApp.Tasks.Exists(task => task.IsOpen))
        {
            throw ApiFault.Busy(vApp.Name);
        }

        if (!allowed(vApp))
        {
            throw new ApiFault(400, "BAD_REQUEST", $"The requested operation could not be executed since vApp \"{vApp.Name}\" is in the wrong state.");
        }

        TaskModel task = board.Run(vApp.Org, operationName, $"{verb} Virtual Application {vApp.Name}({vApp.Id})", OwnerOf(vApp), vApp.Tasks, () => work(vApp));
        return ApiAnswer.Accepted(TaskEndpoints.Describe(task, call.To));
    }

    private static TaskOwner OwnerOf(VAppModel vApp) => new(Vc.VApp, vApp.Name, to => to.VApp(vApp));

    private static XElement Describe(ApiCall call, VAppModel vApp)
    {
        string href = call.To.VApp(vApp);
        return Vc.El(
            "VApp",
            Vc.At("ovfDescriptorUploaded", true),
            Vc.At("deployed", vApp.Deployed),
            Vc.At("status", vApp.Status),
            Vc.At("name", vApp.Name),
            Vc.At("id", $"urn:vcloud:vapp:{vApp.Id}"),
            Vc.At("type", Vc.VApp),
            Vc.At("href", href),
            vApp.Status == 8 ? Vc.Link("power:powerOn", null, $"{href}/power/action/powerOn") : null,
            vApp.Status == 4 ? Vc.Link("power:powerOff", null, $"{href}/power/action/powerOff") : null,
            vApp.Deployed ? Vc.Link("undeploy", Vc.UndeployParams, $"{href}/action/undeploy") : Vc.Link("remove", null, href),
            Vc.Link("up", Vc.Vdc, call.To.Vdc(vApp.Vdc)),
            Vc.El("Description", vApp.Description),
            TaskEndpoints.DescribeAll(vApp.Tasks, call.To),
            vApp.Status > 0 ? Vc.El("Children", Vc.El("Vm", Vc.At("name", vApp.Descriptor.VmName), Vc.At("status", vApp.Status), Vc.At("href", $"{call.To.Api}/vApp/vm-{vApp.VmId}"))) : null);
    }
}
