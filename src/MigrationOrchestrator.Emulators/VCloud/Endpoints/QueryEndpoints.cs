using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Endpoints;

/// <summary><c>GET /api/query</c>: typed records, filters by name, pages.</summary>
internal static class QueryEndpoints
{
    public static void MapQueries(this ApiRoutes api, CloudModel cloud) => api.Map("GET", "/api/query", call =>
    {
        IQueryCollection query = call.Http.Request.Query;
        string type = query["type"].ToString();
        QueryFilter filter = QueryFilter.Parse(query["filter"].ToString());
        XElement[] all = [.. Records(type, call, cloud).Where(filter.Takes)];
        int page = Number(query["page"], 1, int.MaxValue, 1);
        int size = Math.Min(Number(query["pageSize"], 1, 128, 25), cloud.Options.LargestPage);
        string self = $"{call.To.Api}/query?type={Uri.EscapeDataString(type)}&format=records&pageSize={size}{(query["filter"].Count > 0 ? $"&filter={Uri.EscapeDataString(query["filter"].ToString())}" : "")}";
        return ApiAnswer.Ok(Vc.Records, Vc.El(
            "QueryResultRecords",
            Vc.At("total", all.Length),
            Vc.At("pageSize", size),
            Vc.At("page", page),
            Vc.At("name", type),
            Vc.At("type", Vc.Records),
            Vc.At("href", $"{self}&page={page}"),
            (long)page * size < all.Length ? Vc.Link("nextPage", Vc.Records, $"{self}&page={page + 1}") : null,
            all.Skip((int)Math.Min((long)(page - 1) * size, int.MaxValue)).Take(size)));
    });

    private static IEnumerable<XElement> Records(string type, ApiCall call, CloudModel cloud) => type switch
    {
        "catalog" => call.Session.Org.Catalogs.Select(catalog => Vc.El(
            "CatalogRecord", Vc.At("name", catalog.Name), Vc.At("isPublished", false), Vc.At("isLocal", !catalog.ReadOnly), Vc.At("orgName", call.Session.Org.Name), Vc.At("href", call.To.Catalog(catalog)))),
        "orgVdc" => call.Session.Org.Vdcs.Select(vdc => Vc.El(
            "OrgVdcRecord", Vc.At("name", vdc.Name), Vc.At("isEnabled", vdc.Setup.Enabled), Vc.At("orgName", call.Session.Org.Name), Vc.At("href", call.To.Vdc(vdc)))),
        "orgVdcStorageProfile" => call.Session.Org.Vdcs.SelectMany(vdc => vdc.Profiles.Select(profile => Vc.El(
            "OrgVdcStorageProfileRecord",
            Vc.At("name", profile.Setup.Name),
            Vc.At("vdc", call.To.Vdc(vdc)),
            Vc.At("vdcName", vdc.Name),
            Vc.At("isDefaultStorageProfile", profile.Setup.Default),
            Vc.At("isEnabled", profile.Setup.Enabled),
            Vc.At("storageLimitMB", profile.Setup.LimitMegabytes),
            Vc.At("storageUsedMB", profile.UsedMegabytes),
            Vc.At("href", call.To.Profile(profile))))),
        "vAppTemplate" => cloud.Templates.Where(template => template.Org == call.Session.Org).Select(template => Vc.El(
            "VAppTemplateRecord",
            Vc.At("name", template.Name),
            Vc.At("catalogName", CloudModel.ItemOf(template)?.Catalog.Name ?? ""),
            Vc.At("status", template.Status == 8 ? "RESOLVED" : template.Status == -1 ? "FAILED_CREATION" : "UNRESOLVED"),
            Vc.At("vdc", call.To.Vdc(template.Vdc)),
            Vc.At("href", call.To.Template(template)))),
        "task" => cloud.Tasks.Where(task => task.Org == call.Session.Org).Select(task => Vc.El(
            "TaskRecord", Vc.At("name", task.OperationName), Vc.At("status", task.Status), Vc.At("objectName", task.Owner.Name), Vc.At("object", task.Owner.Href(call.To)), Vc.At("href", call.To.Task(task)))),
        _ => throw ApiFault.BadRequest($"The query type '{type}' is not valid."),
    };

    private static int Number(string? text, int least, int most, int otherwise)
        => string.IsNullOrEmpty(text) ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number
            : throw ApiFault.BadRequest($"'{text}' is out of range: {least} to {most}.");
}

/// <summary>A query's filter: comparisons by == and != with * as wildcard, joined by ; (and).</summary>
internal sealed class QueryFilter
{
    private readonly List<(string Attribute, bool Equal, string Value)> terms = [];

    public static QueryFilter Parse(string text)
    {
        QueryFilter filter = new();
        foreach (string term in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            bool equal = term.Contains("==", StringComparison.Ordinal);
            string[] sides = term.Trim('(', ')').Split(equal ? "==" : "!=", 2);
            if (sides.Length != 2)
            {
                throw ApiFault.BadRequest($"The filter '{term}' is not valid.");
            }

            filter.terms.Add((sides[0], equal, Uri.UnescapeDataString(sides[1])));
        }

        return filter;
    }

    public bool Takes(XElement record) => terms.TrueForAll(term => Matches(record.Attribute(term.Attribute)?.Value ?? "", term.Value) == term.Equal);

    private static bool Matches(string value, string pattern)
        => pattern.Contains('*', StringComparison.Ordinal)
            ? System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, value, ignoreCase: true)
            : value.Equals(pattern, StringComparison.Ordinal);
}
