using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Settings;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary><c>GET /api/versions</c>: what the cloud speaks; alpha versions are left out.</summary>
internal sealed record SupportedVersions(IReadOnlyList<ApiVersion> Versions)
{
    public static SupportedVersions Read(XElement root) => new(
    [
        .. root.Children("VersionInfo")
            .Select(info => ApiVersion.TryParse(info.TextOf("Version"), out ApiVersion version) ? version : (ApiVersion?)null)
            .OfType<ApiVersion>(),
    ]);
}
