using System.Xml.Linq;
using static MigrationOrchestrator.Images.Descriptors.OvfDescriptor;
using static MigrationOrchestrator.Images.Descriptors.OvfNamespaces;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Writes the VirtualHardwareSection: processors, memory, controllers, disks, network cards, firmware.</summary>
internal static class OvfHardware
{
    private const long MemoryStepMiB = 4;

    // Where vSphere's own exports put network cards on their parent.
    private const int FirstNicAddress = 7;

    public static string DiskId(int index) => $"vmdisk{Number(index + 1)}";

    public static XElement Section(DescribedMachine machine)
    {
        IEnumerable<XElement> items = Items(machine).Select((item, index) => item.WithInstance(index + 1));
        return new XElement(Ovf + "VirtualHardwareSection",
            Info("The machine's virtual hardware"),
            System(machine),
            items,
            Firmware(machine.Hardware.Firmware.Value));
    }

    // Children in alphabetical order, as the schema demands.
    private static XElement System(DescribedMachine machine) =>
        new(Ovf + "System",
            new XElement(Vssd + "ElementName", "Virtual Hardware Family"),
            new XElement(Vssd + "InstanceID", "0"),
            new XElement(Vssd + "VirtualSystemIdentifier", IdFor(machine.Name)),
            new XElement(Vssd + "VirtualSystemType", $"vmx-{machine.Hardware.HardwareVersion.Value:00}"));

    private static List<RasdItem> Items(DescribedMachine machine)
    {
        long memory = (machine.MemoryMiB + MemoryStepMiB - 1) / MemoryStepMiB * MemoryStepMiB;
        List<RasdItem> items = new()
        {
            new($"{Number(machine.Cpus)} virtual CPU(s)", ResourceTypes.Processor) { AllocationUnits = "hertz * 10^6", Quantity = machine.Cpus },
            new($"{Number(memory)} MiB of memory", ResourceTypes.Memory) { AllocationUnits = "byte * 2^20", Quantity = memory },
        };
        AddDisks(items, machine);
        AddNics(items, machine);
        return items;
    }

    private static void AddDisks(List<RasdItem> items, DescribedMachine machine)
    {
        DiskController kind = machine.Hardware.DiskController.Value;
        Dictionary<int, int> parents = new();
        for (int disk = 0; disk < machine.Disks.Count; disk++)
        {
            DiskSlot slot = DiskSlots.Of(kind, disk);
            if (!parents.TryGetValue(slot.Controller, out int parent))
            {
                items.Add(Controller(kind, slot.Controller));
                parents[slot.Controller] = parent = items.Count;
            }

            items.Add(new($"Hard disk {Number(disk + 1)}", ResourceTypes.DiskDrive)
            {
                AddressOnParent = slot.Unit,
                HostResource = $"ovf:/disk/{DiskId(disk)}",
                Parent = parent,
            });
        }
    }

    private static RasdItem Controller(DiskController kind, int number)
    {
        (string? name, int type, string? subType) = kind switch
        {
            DiskController.Ide => ("IDE controller", ResourceTypes.IdeController, null),
            DiskController.SataAhci => ("SATA controller", ResourceTypes.StorageController, "vmware.sata.ahci"),
            DiskController.LsiLogicSas => ("SCSI controller", ResourceTypes.ScsiController, "lsilogicsas"),
            DiskController.LsiLogic => ("SCSI controller", ResourceTypes.ScsiController, "lsilogic"),
            _ => ("SCSI controller", ResourceTypes.ScsiController, "VirtualSCSI"),
        };
        return new RasdItem($"{name} {Number(number)}", type) { Address = Number(number), SubType = subType };
    }

    private static void AddNics(List<RasdItem> items, DescribedMachine machine)
    {
        for (int nic = 0; nic < machine.Nics.Count; nic++)
        {
            items.Add(new($"Network adapter {Number(nic + 1)}", ResourceTypes.EthernetAdapter)
            {
                Address = machine.Nics[nic].MacAddress,
                AddressOnParent = FirstNicAddress + nic,
                Connection = machine.Nics[nic].Network,
                SubType = machine.Hardware.Nic.Value switch
                {
                    NicModel.E1000 => "E1000",
                    NicModel.E1000E => "E1000e",
                    _ => "VmxNet3",
                },
            });
        }
    }

    // No vmw:BootOrderSection: together with EFI it makes vCenter fall back to BIOS.
    private static IEnumerable<XElement> Firmware(Firmware firmware)
    {
        yield return Config("firmware", firmware == Descriptors.Firmware.Bios ? "bios" : "efi");
        if (firmware == Descriptors.Firmware.EfiSecureBoot)
        {
            yield return Config("bootOptions.efiSecureBootEnabled", "true");
        }
    }

    private static XElement Config(string key, string value) =>
        new(Vmw + "Config", new XAttribute(Ovf + "required", "false"), new XAttribute(Vmw + "key", key), new XAttribute(Vmw + "value", value));
}
