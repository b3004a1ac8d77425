using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>A catalogue and its items.</summary>
internal sealed record Catalog(Uri Href, string Name, IReadOnlyList<Link> Links, IReadOnlyList<Reference> Items)
{
    public static Catalog Read(XElement root) => new(
        root.Href(), root.NeededText("name"), Link.ReadAll(root), [.. root.Child("CatalogItems")?.Children("CatalogItem").Select(Reference.Read) ?? []]);
}

/// <summary>One entry of a catalogue; it leads to a template or a medium.</summary>
internal sealed record CatalogItem(Uri Href, string Name, Reference? Entity)
{
    public static CatalogItem Read(XElement root) => new(root.Href(), root.NeededText("name"), root.Child("Entity") is { } entity ? Reference.Read(entity) : null);
}
