using System.Xml.Linq;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary><c>GET /api/supportedSystemsInfo</c>: guest operating systems that the cloud knows, by VMware's names (<c>vmw:osType</c>).</summary>
internal sealed record SupportedSystems(IReadOnlyList<string> OsTypes)
{
    public static SupportedSystems Read(XElement root) => new(
    [
        .. root.Descendants().Where(element => element.Name.LocalName == "InternalName").Select(element => element.Value.Trim())
            .Where(name => name.Length > 0).Distinct(StringComparer.Ordinal),
    ]);
}
