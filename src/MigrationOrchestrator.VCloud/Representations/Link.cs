using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>What may be done next, as the cloud says; a link that is missing is a right that is missing.</summary>
/// <param name="Rel">The relation, such as <c>add</c>, <c>upload:default</c>, <c>power:powerOn</c>.</param>
/// <param name="Type">The media type that is sent or found there; empty where the cloud gives none.</param>
/// <param name="Name">The name of what is there, or null.</param>
/// <param name="Href">Where.</param>
internal sealed record Link(string Rel, string Type, string? Name, Uri Href)
{
    public static IReadOnlyList<Link> ReadAll(XElement parent) =>
    [
        .. parent.Children("Link").Where(link => link.Text("href") is not null)
            .Select(link => new Link(link.Text("rel") ?? "", link.Text("type") ?? "", link.Text("name"), link.Href())),
    ];
}

internal static class LinkSearch
{
    /// <summary>The first link of a relation (and a media type, versions of it included), or null.</summary>
    public static Link? Find(this IEnumerable<Link> links, string rel, string? type = null) => links.FirstOrDefault(link => link.Rel == rel && (type is null || link.IsOf(type)));

    public static bool IsOf(this Link link, string type) => link.Type == type || link.Type.StartsWith(type + ";", StringComparison.Ordinal);
}
