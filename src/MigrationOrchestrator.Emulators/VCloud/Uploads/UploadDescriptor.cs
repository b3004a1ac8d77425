using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Uploads;

/// <summary>What an OVF descriptor says, once it was found sound.</summary>
/// <param name="VmName">The machine's name.</param>
/// <param name="Files">The referenced files, in order; size -1 where the descriptor gives none.</param>
/// <param name="Disks">The disks, each with its file.</param>
/// <param name="Nics">The networks that the machine's interfaces name, in order.</param>
internal sealed record UploadDescriptor(string VmName, IReadOnlyList<DescribedFile> Files, IReadOnlyList<DescribedDisk> Disks, IReadOnlyList<string> Nics)
{
    /// <summary>The longest descriptor that vCloud takes.</summary>
    public const int LargestDescriptor = 12 * 1024 * 1024;

    public long CapacityBytes => Disks.Sum(disk => disk.CapacityBytes);

    /// <summary>Reads a descriptor by vCloud's rules: OVF 1.0 or 1.1, one machine, nothing optional that it does not support.</summary>
    /// <exception cref="ApiFault">It breaks one; the message is what the upload's task says.</exception>
    public static UploadDescriptor Read(byte[] document, int highestHardware)
    {
        XElement root;
        try
        {
            root = SafeXml.Parse(document);
        }
        catch (XmlException malformed)
        {
            throw Bad($"it is no XML: {malformed.Message}");
        }

        DescriptorRules.Check(root, highestHardware);
        DescribedFile[] files = [.. root.Element(Vc.Ovf + "References")?.Elements(Vc.Ovf + "File").Select(DescribedFile.Read) ?? []];
        if (files.DistinctBy(file => file.Name).Count() != files.Length || files.DistinctBy(file => file.Id).Count() != files.Length)
        {
            throw Bad("files are referenced twice.");
        }

        DescribedDisk[] disks = [.. root.Element(Vc.Ovf + "DiskSection")?.Elements(Vc.Ovf + "Disk").Select(disk => DescribedDisk.Read(disk, files)) ?? []];
        XElement machine = root.Descendants(Vc.Ovf + "VirtualSystem").Single();
        foreach (string id in DescriptorRules.HostResources(machine).Where(id => disks.All(disk => disk.Id != id)))
        {
            throw Bad($"a hardware item refers to the disk '{id}', which is not in the disk section.");
        }

        string name = machine.Element(Vc.Ovf + "Name")?.Value ?? machine.Attribute(Vc.Ovf + "id")?.Value ?? throw Bad("the virtual system has no id.");
        return new UploadDescriptor(name, files, disks, DescriptorRules.Connections(machine));
    }

    public static ApiFault Bad(string reason) => new(400, "BAD_REQUEST", $"The OVF descriptor is not valid: {reason}");
}

/// <summary>A file of the references.</summary>
internal sealed record DescribedFile(string Id, string Name, long Size)
{
    public static DescribedFile Read(XElement element)
    {
        string name = element.Attribute(Vc.Ovf + "href")?.Value ?? "";
        if (name.Length is 0 or > 200 || name.AsSpan().IndexOfAny("/\\:") >= 0 || name is "." or ".." or "descriptor.ovf" or "manifest.mf")
        {
            throw UploadDescriptor.Bad($"'{name}' cannot be the name of a file.");
        }

        if (element.Attribute(Vc.Ovf + "compression")?.Value is { } compression && compression != "identity")
        {
            throw UploadDescriptor.Bad("compressed packages are not supported.");
        }

        string? size = element.Attribute(Vc.Ovf + "size")?.Value;
        long bytes = -1;
        return size is null || long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out bytes)
            ? new DescribedFile(element.Attribute(Vc.Ovf + "id")?.Value ?? throw UploadDescriptor.Bad("a file has no id."), name, bytes)
            : throw UploadDescriptor.Bad($"'{size}' is no size.");
    }
}

/// <summary>A disk of the disk section.</summary>
internal sealed record DescribedDisk(string Id, string File, long CapacityBytes)
{
    public static DescribedDisk Read(XElement element, IReadOnlyList<DescribedFile> files)
    {
        string id = element.Attribute(Vc.Ovf + "diskId")?.Value ?? throw UploadDescriptor.Bad("a disk has no diskId.");
        string? reference = element.Attribute(Vc.Ovf + "fileRef")?.Value;
        DescribedFile file = files.FirstOrDefault(one => one.Id == reference) ?? throw UploadDescriptor.Bad($"the disk '{id}' refers to the file '{reference}', which is not referenced.");
        if (element.Attribute(Vc.Ovf + "format")?.Value.Contains("streamOptimized", StringComparison.Ordinal) != true)
        {
            throw UploadDescriptor.Bad($"the disk '{id}' has a format that is not supported; streamOptimized is needed.");
        }

        string text = element.Attribute(Vc.Ovf + "capacity")?.Value ?? "";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long capacity) && capacity > 0
            ? new DescribedDisk(id, file.Name, checked(capacity * Unit(element.Attribute(Vc.Ovf + "capacityAllocationUnits")?.Value)))
            : throw UploadDescriptor.Bad($"the disk '{id}' has the capacity '{text}'.");
    }

    private static long Unit(string? unit) => unit?.Replace(" ", "", StringComparison.Ordinal) switch
    {
        null or "byte" => 1,
        "byte*2^10" or "KiloBytes" => 1L << 10,
        "byte*2^20" or "MegaBytes" => 1L << 20,
        "byte*2^30" or "GigaBytes" => 1L << 30,
        _ => throw UploadDescriptor.Bad($"'{unit}' is no unit of capacity that is known."),
    };
}
