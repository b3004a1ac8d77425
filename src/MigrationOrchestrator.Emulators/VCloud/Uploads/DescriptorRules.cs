using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Uploads;

/// <summary>The rules of a descriptor that concern its form: what vCloud's schema check and its documented limits refuse.</summary>
internal static class DescriptorRules
{
    private static readonly XNamespace Rasd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData";
    private static readonly XNamespace Vssd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData";

    private const string Ethernet = "10";

    public static void Check(XElement root, int highestHardware)
    {
        if (root.Name != Vc.Ovf + "Envelope")
        {
            throw UploadDescriptor.Bad($"its root is {root.Name}; an Envelope of OVF 1.0 or 1.1 is needed.");
        }

        if (root.Elements().FirstOrDefault()?.Name != Vc.Ovf + "References")
        {
            throw UploadDescriptor.Bad("the references must come first.");
        }

        if (root.Element(Vc.Ovf + "DeploymentOptionSection") is not null)
        {
            throw UploadDescriptor.Bad("deployment options are not supported.");
        }

        XElement[] machines = [.. root.Descendants(Vc.Ovf + "VirtualSystem")];
        if (machines.Length != 1)
        {
            throw UploadDescriptor.Bad($"it has {machines.Length} virtual systems; this cloud takes one.");
        }

        CheckHardware(machines[0], highestHardware);
    }

    /// <summary>The disks that hardware items name by <c>ovf:/disk/</c>.</summary>
    public static IEnumerable<string> HostResources(XElement machine) => machine.Descendants(Rasd + "HostResource")
        .Select(resource => resource.Value.Trim())
        .Where(text => text.Contains("/disk/", StringComparison.Ordinal))
        .Select(text => text[(text.LastIndexOf('/') + 1)..]);

    /// <summary>The networks that the machine's interfaces name.</summary>
    public static IReadOnlyList<string> Connections(XElement machine)
        => [.. machine.Descendants(Rasd + "ResourceType").Where(type => type.Value == Ethernet).Select(type => type.Parent!.Element(Rasd + "Connection")?.Value ?? "none")];

    private static void CheckHardware(XElement machine, int highestHardware)
    {
        XElement hardware = machine.Element(Vc.Ovf + "VirtualHardwareSection") ?? throw UploadDescriptor.Bad("the virtual system has no hardware.");
        foreach (string version in hardware.Descendants(Vssd + "VirtualSystemType").SelectMany(type => type.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (VdcModel.HardwareNumber(version) > highestHardware)
            {
                throw UploadDescriptor.Bad($"the hardware version {version} is higher than the vDC's vmx-{highestHardware}.");
            }
        }

        HashSet<string> instances = [];
        foreach (XElement item in hardware.Elements(Vc.Ovf + "Item"))
        {
            string[] names = [.. item.Elements().Where(element => element.Name.Namespace == Rasd).Select(element => element.Name.LocalName)];
            if (!names.SequenceEqual(names.Order(StringComparer.Ordinal)))
            {
                throw UploadDescriptor.Bad($"cvc-complex-type: the elements of the hardware item '{item.Element(Rasd + "ElementName")?.Value}' are out of order.");
            }

            if (!instances.Add(item.Element(Rasd + "InstanceID")?.Value ?? throw UploadDescriptor.Bad("a hardware item has no InstanceID.")))
            {
                throw UploadDescriptor.Bad("two hardware items have the same InstanceID.");
            }
        }

        foreach (string parent in hardware.Descendants(Rasd + "Parent").Select(element => element.Value).Where(parent => !instances.Contains(parent)))
        {
            throw UploadDescriptor.Bad($"a hardware item has the parent '{parent}', which is not there.");
        }
    }
}
