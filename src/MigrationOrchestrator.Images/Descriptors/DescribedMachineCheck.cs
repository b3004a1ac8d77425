using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Checks a machine before anything is written: names come from users of the source cloud.</summary>
internal static partial class DescribedMachineCheck
{
    // The longest name vCloud Director takes for a machine, a template or a network.
    private const int LongestName = 128;
    private const int LongestAnnotation = 4096;
    private const int MostCpus = 768;
    private const long MostMemoryMiB = 24L * 1024 * 1024;
    private const int MostNics = 10;
    private const int SectorBytes = 512;

    public static void Check(DescribedMachine machine)
    {
        Name("machine", machine.Name);
        Range("cpus", "number of processors", machine.Cpus, 1, MostCpus);
        Range("memory", "memory in MiB", machine.MemoryMiB, 4, MostMemoryMiB);
        Annotation(machine.Annotation);
        Hardware(machine.Hardware);
        Disks(machine);
        Range("nics", "number of network cards", machine.Nics.Count, 0, MostNics);
        foreach (DescribedNic nic in machine.Nics)
        {
            Name("network", nic.Network);
            if (nic.MacAddress is { } mac && !Mac().IsMatch(mac))
            {
                throw Fault("nics", $"A network card on '{nic.Network}' has a MAC address that is not six pairs of hexadecimal digits joined by colons. Correct it, or leave it out.");
            }
        }
    }

    private static void Name(string part, string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Fault("name", $"The {part}'s name is empty. Give it a name for the target.");
        }

        if (name.Length > LongestName)
        {
            throw Fault("name", $"The {part}'s name has {name.Length} characters; at most {LongestName} are possible. Give it a shorter name for the target.");
        }

        int bad = FirstBad(name, allowLines: false);
        if (bad >= 0)
        {
            throw Fault("name", $"The {part}'s name has the character U+{(int)name[bad]:X4} at position {bad + 1}, which a descriptor cannot hold. Give it another name for the target.");
        }
    }

    private static void Annotation(string? annotation)
    {
        if (annotation is null)
        {
            return;
        }

        if (annotation.Length > LongestAnnotation || FirstBad(annotation, allowLines: true) >= 0)
        {
            throw Fault("annotation", $"The annotation is longer than {LongestAnnotation} characters, or holds a character that XML cannot. Shorten or correct it.");
        }
    }

    private static void Hardware(HardwareChoice hardware)
    {
        int needs = HardwareNeeds.Of(hardware.Firmware.Value, hardware.DiskController.Value, hardware.Nic.Value);
        if (hardware.HardwareVersion.Value < needs)
        {
            throw Fault("hardware_version", $"Hardware version {hardware.HardwareVersion.Value} does not offer {hardware.Firmware.Value}, {hardware.DiskController.Value} and {hardware.Nic.Value}; {needs} does. Raise the version, or choose older devices.");
        }
    }

    private static void Disks(DescribedMachine machine)
    {
        DiskController controller = machine.Hardware.DiskController.Value;
        int capacity = DiskSlots.Capacity(controller);
        if (machine.Disks.Count == 0 || machine.Disks.Count > capacity)
        {
            throw Fault("disks", $"The machine has {machine.Disks.Count} disks; with {controller} it must have 1 to {capacity}. Choose another disk controller.");
        }

        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (DescribedDisk disk in machine.Disks)
        {
            if (PackageFileName.WritingFault(disk.FileName) is { } fault)
            {
                throw Fault("file_name", fault);
            }

            if (!names.Add(disk.FileName))
            {
                throw Fault("disks", $"Two disks have the file name '{disk.FileName}' (in large or small letters). Give each disk a file of its own.");
            }

            Range("disks", $"length in bytes of '{disk.FileName}'", disk.FileLength, 1, long.MaxValue);
            Range("disks", $"capacity in bytes of '{disk.FileName}'", disk.CapacityBytes, SectorBytes, long.MaxValue);
            Range("disks", $"populated size in bytes of '{disk.FileName}'", disk.PopulatedBytes ?? 0, 0, disk.CapacityBytes);
            if (disk.CapacityBytes % SectorBytes != 0)
            {
                throw Fault("disks", $"The capacity of '{disk.FileName}' is {disk.CapacityBytes} bytes, which is no multiple of {SectorBytes}. Take it from the VMDK's header.");
            }
        }
    }

    private static void Range(string part, string what, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            throw Fault(part, string.Create(CultureInfo.InvariantCulture, $"The {what} is {value}; it must be {least} to {most}."));
        }
    }

    /// <summary>The index of the first character that is a control character or none of XML's, or -1.</summary>
    private static int FirstBad(string text, bool allowLines)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(character) || (char.IsControl(character) && !(allowLines && character is '\n' or '\t')))
            {
                return i;
            }
        }

        return -1;
    }

    private static DescriptorException Fault(string part, string message) => new($"descriptor.{part}", message);

    [GeneratedRegex("^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}\\z")]
    private static partial Regex Mac();
}
