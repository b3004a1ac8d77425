using System.Xml.Linq;
using static MigrationOrchestrator.Images.Descriptors.OvfNamespaces;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>One Item of a VirtualHardwareSection.</summary>
internal sealed record RasdItem(string ElementName, int ResourceType)
{
    public string? Address { get; init; }

    public int? AddressOnParent { get; init; }

    public string? AllocationUnits { get; init; }

    public string? Connection { get; init; }

    public string? HostResource { get; init; }

    public int? Parent { get; init; }

    public long? Quantity { get; init; }

    public string? SubType { get; init; }

    /// <summary>The element; its children are in alphabetical order, as the schema demands.</summary>
    public XElement WithInstance(int instanceId) => new(Ovf + "Item",
        Child("Address", Address),
        Child("AddressOnParent", AddressOnParent),
        Child("AllocationUnits", AllocationUnits),
        Connection is null ? null : Child("AutomaticAllocation", "true"),
        Child("Connection", Connection),
        Child("ElementName", ElementName),
        Child("HostResource", HostResource),
        Child("InstanceID", instanceId),
        Child("Parent", Parent),
        Child("ResourceSubType", SubType),
        Child("ResourceType", ResourceType),
        Child("VirtualQuantity", Quantity));

    private static XElement? Child(string name, object? value) => value is null ? null : new XElement(Rasd + name, value);
}
