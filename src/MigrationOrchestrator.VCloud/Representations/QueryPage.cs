using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>One page of <c>GET /api/query</c>.</summary>
internal sealed record QueryPage(IReadOnlyList<QueryRecord> Records, Uri? Next)
{
    public static QueryPage Read(XElement root) => new(
        [.. root.Elements().Where(element => element.Name.LocalName.EndsWith("Record", StringComparison.Ordinal)).Select(QueryRecord.Read)],
        Link.ReadAll(root).Find("nextPage")?.Href);
}

/// <summary>One record: its attributes.</summary>
internal sealed record QueryRecord(Uri Href, string Name, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>An attribute, or null.</summary>
    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    public static QueryRecord Read(XElement element) => new(
        Reference.WithoutAdmin(element.Href()),
        element.Text("name") ?? "",
        element.Attributes().Where(one => !one.IsNamespaceDeclaration).GroupBy(one => one.Name.LocalName).ToDictionary(group => group.Key, group => group.First().Value));
}
