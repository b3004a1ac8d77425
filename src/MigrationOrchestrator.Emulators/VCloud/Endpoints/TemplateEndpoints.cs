using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Endpoints;

/// <summary>vApp templates.</summary>
internal static class TemplateEndpoints
{
    public static void MapTemplates(this ApiRoutes api, CloudModel cloud, TaskBoard board)
    {
        api.Map("GET", "/api/vAppTemplate/{id}", call => ApiAnswer.Ok(Vc.Template, Describe(call, cloud, Find(call, cloud))));
        api.Map("DELETE", "/api/vAppTemplate/{id}", call => Delete(call, cloud, board));
        api.Map("POST", "/api/vAppTemplate/{id}/action/enableDownload", call => EnableDownload(call, cloud, board));
        api.Map("POST", "/api/vAppTemplate/{id}/action/disableDownload", call =>
        {
            Find(call, cloud).Download = null;
            return ApiAnswer.NoContent();
        });
    }

    public static XElement Describe(ApiCall call, CloudModel cloud, TemplateModel template)
    {
        string href = call.To.Template(template);
        return Vc.El(
            "VAppTemplate",
            Vc.At("goldMaster", false),
            Vc.At("ovfDescriptorUploaded", template.DescriptorUploaded),
            Vc.At("status", template.Status),
            Vc.At("name", template.Name),
            Vc.At("id", $"urn:vcloud:vapptemplate:{template.Id}"),
            Vc.At("type", Vc.Template),
            Vc.At("href", href),
            Vc.Link("up", Vc.Vdc, call.To.Vdc(template.Vdc)),
            CloudModel.ItemOf(template) is { } listed ? Vc.Link("catalogItem", Vc.CatalogItem, call.To.Item(listed.Item)) : null,
            Vc.Link("remove", null, href),
            template.Status == 8 && template.Download is null ? Vc.Link("enable", null, $"{href}/action/enableDownload") : null,
            DownloadLinks(call, template),
            Vc.El("Description", template.Description),
            TaskEndpoints.DescribeAll(template.Tasks, call.To),
            DescribeFiles(call, cloud, template),
            template.Status == 8 ? Vc.El("Children", DescribeVm(call, template)) : null,
            template.Status == 8 ? Vc.El("VdcStorageProfile", Vc.At("href", call.To.Profile(template.Profile)), Vc.At("name", template.Profile.Setup.Name)) : null);
    }

    private static TemplateModel Find(ApiCall call, CloudModel cloud) => cloud.FindTemplate(call.Session.Org, call.Route("id"));

    private static TaskOwner OwnerOf(TemplateModel template) => new(Vc.Template, template.Name, to => to.Template(template));

    private static ApiAnswer Delete(ApiCall call, CloudModel cloud, TaskBoard board)
    {
        TemplateModel template = Find(call, cloud);
        if (template.Tasks.Exists(task => task.IsOpen))
        {
            throw ApiFault.Busy(template.Name);
        }

        TaskModel task = board.Run(
            template.Org, "libraryDeleteBacking", $"Deleting Virtual Application Template {template.Name}({template.Id})", OwnerOf(template), template.Tasks,
            () => cloud.Remove(template, call.Version.ItemsGoWithTemplates));
        return ApiAnswer.Accepted(TaskEndpoints.Describe(task, call.To));
    }

    private static ApiAnswer EnableDownload(ApiCall call, CloudModel cloud, TaskBoard board)
    {
        TemplateModel template = Find(call, cloud);
        if (template.Status != 8)
        {
            throw ApiFault.BadRequest($"The template {template.Name} is not resolved.");
        }

        TaskModel task = board.Run(
            template.Org, "vappTemplateEnableDownload", $"Enabling download of Virtual Application Template {template.Name}({template.Id})", OwnerOf(template), template.Tasks,
            () => template.Download ??= Guid.NewGuid());
        return ApiAnswer.Accepted(TaskEndpoints.Describe(task, call.To));
    }

    private static IEnumerable<XElement> DownloadLinks(ApiCall call, TemplateModel template)
    {
        if (template.Download is not { } download)
        {
            yield break;
        }

        yield return Vc.Link("download:default", "text/xml", call.To.Transfer(download, TransferModel.DescriptorFile));
        if (call.Version.HasIdentityDownload)
        {
            yield return Vc.Link("download:identity", "text/xml", call.To.Transfer(download, "descriptor-with-id.ovf"));
        }

        yield return Vc.Link("disable", null, $"{call.To.Template(template)}/action/disableDownload");
    }

    private static XElement? DescribeFiles(ApiCall call, CloudModel cloud, TemplateModel template) => template.Transfer is not { } transfer ? null
        : Vc.El("Files", cloud.Shuffled(transfer.Files).Select(file => Vc.El(
            "File",
            Vc.At("size", file.Size),
            Vc.At("bytesTransferred", file.Stored),
            Vc.At("name", file.Name),
            Vc.Link("upload:default", null, call.To.Transfer(transfer.Id, file.Name)))));

    private static XElement DescribeVm(ApiCall call, TemplateModel template) => Vc.El(
        "Vm",
        Vc.At("name", template.Descriptor!.VmName),
        Vc.At("id", $"urn:vcloud:vm:{template.VmId}"),
        Vc.At("type", Vc.Vm),
        Vc.At("href", call.To.TemplateVm(template)),
        Vc.El(
            "NetworkConnectionSection",
            new XElement(Vc.Ovf + "Info", "Specifies the available VM network connections"),
            template.Descriptor.Nics.Select((network, index) => Vc.El(
                "NetworkConnection",
                Vc.At("network", network),
                Vc.El("NetworkConnectionIndex", index),
                Vc.El("IsConnected", "true"),
                Vc.El("IpAddressAllocationMode", "DHCP")))));
}
