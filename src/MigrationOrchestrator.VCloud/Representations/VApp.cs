using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>A vApp: machines made of a template.</summary>
internal sealed record VApp(Uri Href, string Name, string Description, int Status, bool Deployed, IReadOnlyList<Link> Links, IReadOnlyList<CloudTask> Tasks)
{
    public static VApp Read(XElement root) => new(
        root.Href(), root.NeededText("name"), root.TextOf("Description") ?? "", (int)Math.Clamp(root.Number("status") ?? 0, -99, 99), root.Flag("deployed"), Link.ReadAll(root), CloudTask.ReadAll(root));
}
