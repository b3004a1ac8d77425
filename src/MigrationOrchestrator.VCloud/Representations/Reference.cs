using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>Points to something by address and name.</summary>
internal sealed record Reference(Uri Href, string Name, string Type)
{
    /// <summary>The last segment of the address, which ends with the thing's id.</summary>
    public string Id => Href.Segments[^1].Trim('/');

    public static Reference Read(XElement element) => new(WithoutAdmin(element.Href()), element.Text("name") ?? "", element.Text("type") ?? "");

    /// <summary>Answers to administrators lead to <c>/api/admin/…</c>, where the tenant's view of the same thing is not.</summary>
    public static Uri WithoutAdmin(Uri href) => href.AbsolutePath.StartsWith("/api/admin/", StringComparison.Ordinal)
        ? new Uri(href, "/api/" + href.PathAndQuery["/api/admin/".Length..])
        : href;
}
