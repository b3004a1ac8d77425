using System.Xml.Linq;
using static MigrationOrchestrator.Images.Descriptors.OvfElements;
using static MigrationOrchestrator.Images.Descriptors.OvfNamespaces;

namespace MigrationOrchestrator.Images.Descriptors;

/// <summary>Reads OVF 1.0 and 1.1 descriptors from strangers.</summary>
public static class OvfReader
{
    /// <summary>The longest descriptor that is read: 12 MiB, the bound of vCloud Director.</summary>
    public const int LongestDescriptor = 12 * 1024 * 1024;

    private const int MostOfEach = 1000;

    /// <summary>Reads a descriptor from a stream, at most <see cref="LongestDescriptor"/> bytes of it.</summary>
    /// <param name="descriptor">The descriptor; read to its end, not closed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What the descriptor tells.</returns>
    /// <exception cref="DescriptorException">It is too long, no safe XML, no OVF 1.x, or contradicts itself.</exception>
    public static async Task<OvfEnvelope> ReadAsync(Stream descriptor, CancellationToken cancellationToken = default)
    {
        using MemoryStream bytes = new();
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await descriptor.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + read > LongestDescriptor)
            {
                throw TooLong();
            }

            bytes.Write(buffer, 0, read);
        }

        return Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    /// <summary>Reads a descriptor from memory.</summary>
    /// <param name="descriptor">The descriptor's bytes.</param>
    /// <returns>What the descriptor tells.</returns>
    /// <exception cref="DescriptorException">It is too long, no safe XML, no OVF 1.x, or contradicts itself.</exception>
    public static OvfEnvelope Read(ReadOnlyMemory<byte> descriptor)
    {
        if (descriptor.Length > LongestDescriptor)
        {
            throw TooLong();
        }

        XElement root = BoundedXml.Parse(descriptor).Root!;
        if (root.Name != Ovf + "Envelope")
        {
            throw Fault("descriptor.xml", root.Name == Ovf2 + "Envelope"
                ? "The descriptor is OVF 2.0, which vSphere does not write and this product does not read. Ask for OVF 1.0 or 1.1."
                : $"The descriptor starts with '{PackageFileName.Shown(root.Name.ToString())}', not with the Envelope of OVF 1.x. Give an OVF 1.0 or 1.1 descriptor.");
        }

        OrderedDictionary<string, OvfFile> files = Files(root);
        OrderedDictionary<string, OvfDisk> disks = Disks(root, files);
        List<string> networks = Some(root.Elements(Ovf + "NetworkSection").Elements(Ovf + "Network")).Select(network => Required(network, "name")).ToList();
        string? configuration = DefaultConfiguration(root);
        List<OvfMachine> machines = Some(root.Descendants(Ovf + "VirtualSystem")).Select(system => OvfMachineReader.Read(system, disks, configuration)).ToList();
        return machines.Count == 0
            ? throw Fault("descriptor.machine", "The descriptor holds no VirtualSystem. Give one that describes a machine.")
            : new OvfEnvelope([.. files.Values], [.. disks.Values], networks, machines);
    }

    /// <summary>The id of the deployment option that holds where nobody chooses one, or null (DSP0243, 9.8).</summary>
    private static string? DefaultConfiguration(XElement root)
    {
        List<XElement> options = Some(root.Elements(Ovf + "DeploymentOptionSection").Elements(Ovf + "Configuration"));
        XElement? chosen = options.Find(option => (string?)option.Attribute(Ovf + "default") == "true") ?? options.FirstOrDefault();
        return chosen is null ? null : Required(chosen, "id");
    }

    private static OrderedDictionary<string, OvfFile> Files(XElement root)
    {
        OrderedDictionary<string, OvfFile> files = new(StringComparer.Ordinal);
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (XElement element in Some(root.Elements(Ovf + "References").Elements(Ovf + "File")))
        {
            OvfFile file = new(Required(element, "id"), FileName(element), Number(element, "size"));
            if (!files.TryAdd(file.Id, file) || !names.Add(file.Name))
            {
                throw Fault("descriptor.file", $"The descriptor names the file '{PackageFileName.Shown(file.Name)}' or the id '{PackageFileName.Shown(file.Id)}' twice. Correct its References.");
            }

            if (Number(element, "chunkSize") is > 0 || (string?)element.Attribute(Ovf + "compression") is not (null or "" or "identity"))
            {
                throw Fault("descriptor.file", $"The file '{PackageFileName.Shown(file.Name)}' is split into chunks or compressed, which vCloud Director refuses too. Ask for a package with whole files.");
            }
        }

        return files;
    }

    private static string FileName(XElement element)
    {
        // Checked after the unescaping: "%2e%2e%2fetc" is a path as well.
        string name = Uri.UnescapeDataString(Required(element, "href"));
        return PackageFileName.ReadingFault(name) is { } fault ? throw Fault("descriptor.file_name", fault) : name;
    }

    private static OrderedDictionary<string, OvfDisk> Disks(XElement root, OrderedDictionary<string, OvfFile> files)
    {
        OrderedDictionary<string, OvfDisk> disks = new(StringComparer.Ordinal);
        foreach (XElement element in Some(root.Elements(Ovf + "DiskSection").Elements(Ovf + "Disk")))
        {
            string id = Required(element, "diskId");
            string? reference = (string?)element.Attribute(Ovf + "fileRef");
            OvfFile? file = null;
            if (!string.IsNullOrEmpty(reference) && !files.TryGetValue(reference, out file))
            {
                throw Fault("descriptor.disk", $"The disk '{PackageFileName.Shown(id)}' refers to the file '{PackageFileName.Shown(reference)}', which the References do not name. Correct the descriptor.");
            }

            long capacity = Number(element, "capacity")
                ?? throw Fault("descriptor.disk", $"The disk '{PackageFileName.Shown(id)}' tells no capacity. Correct the descriptor.");
            OvfDisk disk = new(id, file, AllocationUnits.ToBytes(capacity, (string?)element.Attribute(Ovf + "capacityAllocationUnits")),
                Number(element, "populatedSize"), (string?)element.Attribute(Ovf + "format"));
            if (!disks.TryAdd(id, disk))
            {
                throw Fault("descriptor.disk", $"The descriptor has two disks with the id '{PackageFileName.Shown(id)}'. Correct its DiskSection.");
            }
        }

        return disks;
    }

    private static List<XElement> Some(IEnumerable<XElement> elements)
    {
        List<XElement> taken = elements.Take(MostOfEach + 1).ToList();
        return taken.Count <= MostOfEach
            ? taken
            : throw Fault("descriptor.xml", $"The descriptor has more than {MostOfEach} elements '{taken[0].Name.LocalName}'. It is refused.");
    }

    private static DescriptorException TooLong() =>
        Fault("descriptor.length", $"The descriptor is longer than {LongestDescriptor} bytes, which no importer takes. It is refused.");
}
