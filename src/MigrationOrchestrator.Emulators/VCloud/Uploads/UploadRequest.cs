using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Uploads;

/// <summary><c>UploadVAppTemplateParams</c>.</summary>
internal sealed record UploadRequest(string Name, string Description, string? StorageProfile, bool ManifestRequired)
{
    private const int LongestName = 128;

    public static UploadRequest Read(XElement body)
    {
        string[] order = [.. body.Elements().Select(element => element.Name.LocalName)];
        if (!order.SequenceEqual(order.Where(name => name is "Description" or "VdcStorageProfile").Distinct().Order(StringComparer.Ordinal)))
        {
            throw ApiFault.BadRequest("Bad request: validation error: UploadVAppTemplateParams takes Description, then VdcStorageProfile.");
        }

        if (body.Attribute("sourceHref") is not null)
        {
            throw ApiFault.BadRequest("The cloud's policy does not allow uploads by sourceHref.");
        }

        string? profile = body.Element(Vc.Ns + "VdcStorageProfile")?.Attribute("href")?.Value;
        return new UploadRequest(
            NeededName(body), body.Element(Vc.Ns + "Description")?.Value ?? "", profile?[(profile.LastIndexOf('/') + 1)..], body.Attribute("manifestRequired")?.Value == "true");
    }

    /// <exception cref="ApiFault">There is no name, or it is too long.</exception>
    public static string NeededName(XElement body) => body.Attribute("name")?.Value is { Length: > 0 and <= LongestName } name ? name
        : throw ApiFault.BadRequest($"Bad request: a name of 1 to {LongestName} characters is needed.");
}
