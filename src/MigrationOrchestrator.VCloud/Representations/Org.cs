using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>The organisations that we see.</summary>
internal sealed record OrgList(IReadOnlyList<Reference> Orgs)
{
    public static OrgList Read(XElement root) => new([.. root.Children("Org").Select(Reference.Read)]);
}

/// <summary>An organisation.</summary>
internal sealed record Org(Uri Href, string Name, IReadOnlyList<Link> Links)
{
    public static Org Read(XElement root) => new(root.Href(), root.NeededText("name"), Link.ReadAll(root));
}
