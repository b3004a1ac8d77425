using System.Xml.Linq;

namespace MigrationOrchestrator.VCloud.Requests;

/// <summary>Makes a vApp of a template. It is created powered off; powering on is a step of its own, so that a failure of either is told apart.</summary>
/// <param name="Name">The vApp's name.</param>
/// <param name="Description">Carries our mark.</param>
/// <param name="Template">The template.</param>
/// <param name="Machines">The template's machines.</param>
internal sealed record InstantiateTemplate(string Name, string Description, Uri Template, IReadOnlyList<MachineAssignment> Machines) : IXmlRequest
{
    /// <summary>The vDC network that the vApp is bridged to, or null.</summary>
    public NetworkChoice? Network { get; init; }

    /// <summary>Where the machines' disks are kept; null for the default.</summary>
    public Uri? StorageProfile { get; init; }

    public string MediaType => VCloudTypes.InstantiateTemplate;

    private static XNamespace Ns => VCloudTypes.Namespace;

    public XElement ToXml() => new(
        Ns + "InstantiateVAppTemplateParams",
        new XAttribute("name", Name),
        new XAttribute("deploy", "false"),
        new XAttribute("powerOn", "false"),
        new XElement(Ns + "Description", Description),
        new XElement(Ns + "InstantiationParams", Network is null ? null : NetworkConfigs(Network)),
        new XElement(Ns + "Source", new XAttribute("href", Template.AbsoluteUri)),
        new XElement(Ns + "IsSourceDelete", "false"),
        Network is null && StorageProfile is null ? null : Machines.Select(Sourced),
        new XElement(Ns + "AllEULAsAccepted", "true"));

    private static XElement NetworkConfigs(NetworkChoice network) => new(
        Ns + "NetworkConfigSection",
        new XElement(VCloudTypes.Ovf + "Info", "The networks that the vApp is connected to."),
        new XElement(
            Ns + "NetworkConfig",
            new XAttribute("networkName", network.Name),
            new XElement(
                Ns + "Configuration",
                new XElement(Ns + "ParentNetwork", new XAttribute("href", network.Href.AbsoluteUri)),
                new XElement(Ns + "FenceMode", "bridged"))));

    private XElement Sourced(MachineAssignment machine) => new(
        Ns + "SourcedItem",
        new XElement(Ns + "Source", new XAttribute("href", machine.Machine.AbsoluteUri)),
        Network is null ? null : machine.Networks.Select(inner => new XElement(
            Ns + "NetworkAssignment", new XAttribute("innerNetwork", inner), new XAttribute("containerNetwork", Network.Name))),
        StorageProfile is null ? null : new XElement(Ns + "StorageProfile", new XAttribute("href", StorageProfile.AbsoluteUri)));
}

/// <summary>A machine of the template and the networks that it names.</summary>
internal sealed record MachineAssignment(Uri Machine, IReadOnlyList<string> Networks);

/// <summary>A network of the vDC.</summary>
internal sealed record NetworkChoice(Uri Href, string Name);

/// <summary>Takes a vApp's resources away, so that it can be deleted.</summary>
internal sealed record UndeployVApp : IXmlRequest
{
    public string MediaType => VCloudTypes.UndeployVApp;

    public XElement ToXml() => new(VCloudTypes.Namespace + "UndeployVAppParams", new XElement(VCloudTypes.Namespace + "UndeployPowerAction", "powerOff"));
}
