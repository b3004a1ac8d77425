using System.Xml.Linq;
using static MigrationOrchestrator.Images.Descriptors.OvfElements;
using static MigrationOrchestrator.Images.Descriptors.OvfNamespaces;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Reads one VirtualSystem.</summary>
internal static class OvfMachineReader
{
    private const int LongestName = 1024;
    private const string DiskReference = "/disk/";

    public static OvfMachine Read(XElement system, IReadOnlyDictionary<string, OvfDisk> disks, string? configuration)
    {
        string id = Required(system, "id");
        XElement hardware = system.Element(Ovf + "VirtualHardwareSection")
            ?? throw Fault("descriptor.machine", $"The machine '{PackageFileName.Shown(id)}' has no VirtualHardwareSection. Correct the descriptor.");
        List<XElement> items = hardware.Elements(Ovf + "Item").Where(item => Holds(item, configuration)).ToList();
        XElement? os = system.Element(Ovf + "OperatingSystemSection");
        string? name = system.Element(Ovf + "Name")?.Value.Trim();
        if (name?.Length > LongestName)
        {
            throw Fault("descriptor.machine", $"The name of the machine '{PackageFileName.Shown(id)}' is longer than {LongestName} characters. Correct the descriptor.");
        }

        return new OvfMachine(
            id,
            string.IsNullOrEmpty(name) ? id : name,
            (int)Math.Min(int.MaxValue, Quantity(items, ResourceTypes.Processor, id).Quantity),
            MemoryBytes(items, id),
            os is null ? null : (int?)Math.Min(int.MaxValue, Number(os, "id") ?? 0),
            (string?)os?.Attribute(Vmw + "osType"),
            (string?)hardware.Element(Ovf + "System")?.Element(Vssd + "VirtualSystemType"),
            FirmwareOf(hardware),
            Drives(items, disks),
            [.. OfType(items, ResourceTypes.EthernetAdapter).Select(item => new OvfNic(Child(item, "Connection"), Child(item, "ResourceSubType"), Child(item, "Address")))]);
    }

    // An item with a bound tells a range, not the machine's own quantity; one with a configuration belongs to some deployment options only.
    private static bool Holds(XElement item, string? configuration) =>
        item.Attribute(Ovf + "bound") is null
        && ((string?)item.Attribute(Ovf + "configuration") is not { Length: > 0 } options || (configuration is not null && options.Split(' ').Contains(configuration)));

    private static long MemoryBytes(List<XElement> items, string id)
    {
        (long quantity, XElement? item) = Quantity(items, ResourceTypes.Memory, id);
        return AllocationUnits.ToBytes(quantity, Child(item, "AllocationUnits"));
    }

    private static (long Quantity, XElement Item) Quantity(List<XElement> items, int type, string id)
    {
        XElement? item = OfType(items, type).FirstOrDefault();
        return item is not null && ChildNumber(item, "VirtualQuantity") is { } quantity
            ? (quantity, item)
            : throw Fault("descriptor.machine", $"The machine '{PackageFileName.Shown(id)}' has no item of resource type {type} (3 processors, 4 memory) with a quantity. Correct the descriptor.");
    }

    private static Firmware FirmwareOf(XElement hardware)
    {
        ILookup<string?, string?> settings = hardware.Elements(Vmw + "Config").ToLookup(config => (string?)config.Attribute(Vmw + "key"), config => (string?)config.Attribute(Vmw + "value"));
        if (settings["firmware"].FirstOrDefault() != "efi")
        {
            return Firmware.Bios;
        }

        return settings["bootOptions.efiSecureBootEnabled"].FirstOrDefault() == "true" ? Firmware.EfiSecureBoot : Firmware.Efi;
    }

    private static List<OvfDrive> Drives(List<XElement> items, IReadOnlyDictionary<string, OvfDisk> disks)
    {
        Dictionary<string, XElement> byInstance = new(StringComparer.Ordinal);
        foreach (XElement item in items)
        {
            if (Child(item, "InstanceID") is not { } instance || !byInstance.TryAdd(instance, item))
            {
                throw Fault("descriptor.item", "A hardware item has no InstanceID, or one that another item has too. Correct the descriptor.");
            }
        }

        return [.. OfType(items, ResourceTypes.DiskDrive).Select(item => Drive(item, byInstance, disks))];
    }

    private static OvfDrive Drive(XElement item, Dictionary<string, XElement> byInstance, IReadOnlyDictionary<string, OvfDisk> disks)
    {
        string host = Child(item, "HostResource") ?? "";
        int at = host.LastIndexOf(DiskReference, StringComparison.Ordinal);
        if (at < 0 || !disks.TryGetValue(host[(at + DiskReference.Length)..], out OvfDisk? disk))
        {
            throw Fault("descriptor.item", $"A disk drive refers to '{PackageFileName.Shown(host)}', which is no disk of the DiskSection. Correct the descriptor.");
        }

        if (Child(item, "Parent") is not { } parent || !byInstance.TryGetValue(parent, out XElement? controller))
        {
            throw Fault("descriptor.item", $"The drive of disk '{PackageFileName.Shown(disk.Id)}' has no controller among the items. Correct its Parent.");
        }

        return new OvfDrive(disk, Small(controller, "ResourceType"), Child(controller, "ResourceSubType"), Small(controller, "Address"), Small(item, "AddressOnParent"));
    }

    private static int Small(XElement item, string name) => ChildNumber(item, name) switch
    {
        null => 0,
        <= ushort.MaxValue and var number => (int)number,
        var number => throw Fault("descriptor.number", $"Item/rasd:{name} is {number}; at most {ushort.MaxValue} is possible. Correct the descriptor."),
    };

    private static IEnumerable<XElement> OfType(List<XElement> items, int type) => items.Where(item => ChildNumber(item, "ResourceType") == type);
}
