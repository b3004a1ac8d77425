using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;
using MigrationOrchestrator.Emulators.VCloud.Uploads;

namespace MigrationOrchestrator.Emulators.VCloud.Endpoints;

/// <summary>What a client asks of a template: checked as the schema does, order of elements included.</summary>
internal sealed class InstantiateRequest
{
    private static readonly string[] Order = ["Description", "VAppParent", "InstantiationParams", "Source", "IsSourceDelete", "SourcedItem", "AllEULAsAccepted"];

    private readonly XElement body;

    private InstantiateRequest(XElement body) => this.body = body;

    public string Name => UploadRequest.NeededName(body);

    public string Description => body.Element(Vc.Ns + "Description")?.Value ?? "";

    /// <summary>Deploying is what vCloud does unless told otherwise.</summary>
    public bool Deploy => body.Attribute("deploy")?.Value != "false";

    public bool PowerOn => body.Attribute("powerOn")?.Value != "false";

    /// <summary>The template's id, as at the end of its address.</summary>
    public string Template => LastSegment(body.Element(Vc.Ns + "Source")) ?? throw ApiFault.BadRequest("Bad request: Source is needed.");

    /// <summary>The storage profile's id, or null.</summary>
    public string? StorageProfile => LastSegment(body.Elements(Vc.Ns + "SourcedItem").Elements(Vc.Ns + "StorageProfile").FirstOrDefault());

    public static InstantiateRequest Read(XElement body)
    {
        int[] places = [.. body.Elements().Select(element => Array.IndexOf(Order, element.Name.LocalName))];
        if (places.Contains(-1) || !places.SequenceEqual(places.Order()))
        {
            throw ApiFault.BadRequest("Bad request: validation error: the elements of InstantiateVAppTemplateParams are unknown or out of order.");
        }

        return body.Element(Vc.Ns + "AllEULAsAccepted")?.Value == "true" ? new InstantiateRequest(body) : throw ApiFault.BadRequest("All EULAs must be accepted.");
    }

    /// <summary>Checks the networks and gives the name of the vDC network that the vApp is connected to, or null.</summary>
    public string? CheckNetworks(VdcModel vdc, TemplateModel template)
    {
        string? parent = null;
        HashSet<string> containers = ["none"];
        foreach (XElement config in body.Descendants(Vc.Ns + "NetworkConfig"))
        {
            containers.Add(config.Attribute("networkName")?.Value ?? throw ApiFault.BadRequest("Bad request: NetworkConfig has no networkName."));
            string? id = LastSegment(config.Descendants(Vc.Ns + "ParentNetwork").FirstOrDefault());
            parent = vdc.Networks.FirstOrDefault(network => network.Id.ToString() == id)?.Name
                ?? throw ApiFault.BadRequest($"The VCD entity network \"{config.Attribute("networkName")?.Value}\" does not exist.");
        }

        foreach (XElement assignment in body.Descendants(Vc.Ns + "NetworkAssignment"))
        {
            if (!containers.Contains(assignment.Attribute("containerNetwork")?.Value ?? "") || !template.Descriptor!.Nics.Contains(assignment.Attribute("innerNetwork")?.Value ?? ""))
            {
                throw ApiFault.BadRequest("Bad request: a NetworkAssignment names a network that is not there.");
            }
        }

        return parent;
    }

    private static string? LastSegment(XElement? reference) => reference?.Attribute("href")?.Value is { } href ? href[(href.LastIndexOf('/') + 1)..] : null;
}
