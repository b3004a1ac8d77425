using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>A virtual data centre: what it holds and offers.</summary>
internal sealed record Vdc(Uri Href, string Name, bool Enabled, IReadOnlyList<Link> Links)
{
    /// <summary>Its vApps, templates and media.</summary>
    public IReadOnlyList<Reference> Entities { get; init; } = [];

    public IReadOnlyList<Reference> Networks { get; init; } = [];

    public IReadOnlyList<Reference> StorageProfiles { get; init; } = [];

    /// <summary>Such as <c>vmx-13</c>, in the cloud's order.</summary>
    public IReadOnlyList<string> HardwareVersions { get; init; } = [];

    public static Vdc Read(XElement root) => new(root.Href(), root.NeededText("name"), root.FlagOf("IsEnabled") ?? true, Link.ReadAll(root))
    {
        Entities = References(root, "ResourceEntities", "ResourceEntity"),
        Networks = References(root, "AvailableNetworks", "Network"),
        StorageProfiles = References(root, "VdcStorageProfiles", "VdcStorageProfile"),
        HardwareVersions =
        [
            .. root.Child("Capabilities")?.Child("SupportedHardwareVersions")?.Children("SupportedHardwareVersion")
                .Select(version => version.Value.Trim() is { Length: > 0 } text ? text : version.Text("name") ?? "")
                .Where(name => name.Length > 0) ?? [],
        ],
    };

    private static IReadOnlyList<Reference> References(XElement root, string list, string item) => [.. root.Child(list)?.Children(item).Select(Reference.Read) ?? []];
}
