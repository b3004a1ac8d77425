using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>A vApp template, also while its files are being received.</summary>
internal sealed record VAppTemplate(Uri Href, string Name, string Description, int Status, IReadOnlyList<Link> Links)
{
    /// <summary>Whether the cloud has digested the descriptor; the links to the disks' files come after it.</summary>
    public bool DescriptorUploaded { get; init; }

    /// <summary>What is still being received, in the cloud's arbitrary order; empty once all has come.</summary>
    public IReadOnlyList<TransferFile> Files { get; init; } = [];

    public IReadOnlyList<CloudTask> Tasks { get; init; } = [];

    public IReadOnlyList<TemplateMachine> Machines { get; init; } = [];

    /// <summary>The entry in a catalogue, or null where it is in none.</summary>
    public Uri? CatalogItem => Links.Find("catalogItem")?.Href;

    public static VAppTemplate Read(XElement root) => new(root.Href(), root.NeededText("name"), root.TextOf("Description") ?? "", (int)Math.Clamp(root.Number("status") ?? 0, -99, 99), Link.ReadAll(root))
    {
        DescriptorUploaded = root.Flag("ovfDescriptorUploaded"),
        Files = [.. root.Child("Files")?.Children("File").Select(TransferFile.Read) ?? []],
        Tasks = CloudTask.ReadAll(root),
        Machines = [.. root.Child("Children")?.Children("Vm").Select(TemplateMachine.Read) ?? []],
    };
}

/// <summary>A file that the cloud waits for.</summary>
/// <param name="Name">As in the descriptor.</param>
/// <param name="Size">As in the descriptor, in bytes; -1 where that does not say.</param>
/// <param name="Accepted">Bytes received.</param>
/// <param name="Upload">Where its bytes go, or null.</param>
internal sealed record TransferFile(string Name, long Size, long Accepted, Uri? Upload)
{
    public static TransferFile Read(XElement element) => new(
        element.NeededText("name"), element.Number("size") ?? -1, Math.Max(0, element.Number("bytesTransferred") ?? 0), Link.ReadAll(element).Find("upload:default")?.Href);
}

/// <summary>A machine inside a template.</summary>
internal sealed record TemplateMachine(Uri Href, string Name, IReadOnlyList<string> Networks)
{
    public static TemplateMachine Read(XElement element) => new(
        element.Href(),
        element.Text("name") ?? "",
        [
            .. element.Child("NetworkConnectionSection")?.Children("NetworkConnection").Select(connection => connection.Text("network") ?? "")
                .Where(network => network is not ("" or "none")).Distinct(StringComparer.Ordinal) ?? [],
        ]);
}

/// <summary>
/// The answer to an upload action: a catalogue's gives the new item, a vDC's the template itself.
/// </summary>
internal sealed record CreatedTemplate(Uri Template)
{
    public static CreatedTemplate Read(XElement root) => root.Name.LocalName == "VAppTemplate" ? new CreatedTemplate(root.Href())
        : new CreatedTemplate(root.Child("Entity")?.Href() ?? throw new FormatException("the new catalogue item names no entity."));
}
