using System.Globalization;
using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Representations;

/// <summary>A storage profile of a vDC.</summary>
/// <param name="Href">Its address.</param>
/// <param name="Name">Its name.</param>
/// <param name="Default">Whether it is taken where none is named.</param>
/// <param name="Enabled">Whether it can be used.</param>
/// <param name="FreeMegabytes">What its limit leaves, in MB; null where it is unlimited or the cloud does not say.</param>
internal sealed record StorageProfile(Uri Href, string Name, bool Default, bool Enabled, long? FreeMegabytes)
{
    public static StorageProfile Read(XElement root) => new(
        root.Href(), root.NeededText("name"), root.FlagOf("Default") ?? false, root.FlagOf("Enabled") ?? true, Free(root.NumberOf("Limit"), root.NumberOf("StorageUsedMB")));

    /// <summary>Of a record of <c>GET /api/query?type=orgVdcStorageProfile</c>.</summary>
    public static StorageProfile Of(QueryRecord record) => new(
        record.Href, record.Name, record["isDefaultStorageProfile"] == "true", record["isEnabled"] != "false", Free(Number(record["storageLimitMB"]), Number(record["storageUsedMB"])));

    // A limit of 0 means: none.
    private static long? Free(long? limit, long? used) => limit is > 0 ? Math.Max(0, limit.Value - (used ?? 0)) : null;

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
