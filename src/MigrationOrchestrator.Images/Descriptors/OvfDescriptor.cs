using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using static MigrationOrchestrator.Images.Descriptors.OvfNamespaces;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Writes OVF 1.0 descriptors (DMTF DSP0243, schema DSP8023) as vCloud Director and vSphere take them.</summary>
public static class OvfDescriptor
{
    private const string StreamOptimized = "http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized";

    // vCloud Director cuts longer ids and appends digits, which would rename the machine.
    private const int LongestId = 13;

    /// <summary>Writes the descriptor of one machine.</summary>
    /// <param name="machine">The machine; all of it is checked.</param>
    /// <returns>The descriptor as UTF-8 without byte order mark; the same bytes for the same machine.</returns>
    /// <exception cref="DescriptorException">A name, number or device of the machine is not possible; the message names it.</exception>
    public static byte[] Write(DescribedMachine machine)
    {
        DescribedMachineCheck.Check(machine);
        XElement envelope = new(Ovf + "Envelope",
            new XAttribute(XNamespace.Xmlns + "ovf", Ovf.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "rasd", Rasd.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "vssd", Vssd.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "vmw", Vmw.NamespaceName),
            References(machine),
            DiskSection(machine),
            NetworkSection(machine),
            VirtualSystem(machine));

        using MemoryStream bytes = new();
        XmlWriterSettings settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineChars = "\n" };
        using (XmlWriter writer = XmlWriter.Create(bytes, settings))
        {
            new XDocument(envelope).Save(writer);
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>The id of the machine in the descriptor: its name where that is short and plain, else the name's plain beginning and a part of its hash, at most 13 characters.</summary>
    /// <param name="name">The machine's name.</param>
    /// <returns>An id that vCloud Director leaves as it is.</returns>
    public static string IdFor(string name)
    {
        string plain = string.Concat(name.Where(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'));
        if (plain == name && name.Length is > 0 and <= LongestId)
        {
            return name;
        }

        const int hashDigits = 6;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..hashDigits];
        return $"{(plain.Length == 0 ? "vm" : plain[..Math.Min(plain.Length, LongestId - hashDigits - 1)])}-{hash}";
    }

    private static XElement References(DescribedMachine machine) =>
        new(Ovf + "References", machine.Disks.Select((disk, index) => new XElement(Ovf + "File",
            new XAttribute(Ovf + "href", disk.FileName),
            new XAttribute(Ovf + "id", FileId(index)),
            new XAttribute(Ovf + "size", Number(disk.FileLength)))));

    private static XElement DiskSection(DescribedMachine machine) =>
        new(Ovf + "DiskSection",
            Info("The machine's virtual disks"),
            machine.Disks.Select((disk, index) => new XElement(Ovf + "Disk",
                new XAttribute(Ovf + "capacity", Number(disk.CapacityBytes)),
                new XAttribute(Ovf + "capacityAllocationUnits", "byte"),
                new XAttribute(Ovf + "diskId", OvfHardware.DiskId(index)),
                new XAttribute(Ovf + "fileRef", FileId(index)),
                new XAttribute(Ovf + "format", StreamOptimized),
                disk.PopulatedBytes is { } populated ? new XAttribute(Ovf + "populatedSize", Number(populated)) : null)));

    private static XElement? NetworkSection(DescribedMachine machine) => machine.Nics.Count == 0
        ? null
        : new(Ovf + "NetworkSection",
            Info("The networks the machine is connected to"),
            machine.Nics.Select(nic => nic.Network).Distinct(StringComparer.Ordinal).Select(network => new XElement(Ovf + "Network",
                new XAttribute(Ovf + "name", network),
                new XElement(Ovf + "Description", $"The network {network}"))));

    private static XElement VirtualSystem(DescribedMachine machine) =>
        new(Ovf + "VirtualSystem",
            new XAttribute(Ovf + "id", IdFor(machine.Name)),
            Info("A virtual machine"),
            new XElement(Ovf + "Name", machine.Name),
            OperatingSystem(machine.Hardware.OsType.Value),
            OvfHardware.Section(machine),
            machine.Annotation is null ? null : new XElement(Ovf + "AnnotationSection", Info("About this machine"), new XElement(Ovf + "Annotation", machine.Annotation)));

    private static XElement OperatingSystem(OsType type) =>
        new(Ovf + "OperatingSystemSection",
            new XAttribute(Ovf + "id", Number(type.CimId)),
            type.CimVersion is null ? null : new XAttribute(Ovf + "version", type.CimVersion),
            new XAttribute(Vmw + "osType", type.Name),
            Info("The guest operating system"));

    internal static XElement Info(string text) => new(Ovf + "Info", text);

    internal static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string FileId(int index) => $"file{Number(index + 1)}";
}
