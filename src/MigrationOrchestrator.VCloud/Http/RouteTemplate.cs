using System.Text.RegularExpressions;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>
/// Tells a call by method and route, without ids and queries: <c>PUT /transfer/{id}/{file}</c>. The API is walked along links, so the template is
/// recognised from the address.
/// </summary>
internal static partial class RouteTemplate
{
    public static string Of(HttpRequestMessage? request) => request?.RequestUri is { } address ? $"{request.Method} {Of(address)}" : "request";

    public static string Of(Uri address)
    {
        string[] segments = address.AbsolutePath.Split('/');
        for (int index = 0; index < segments.Length; index++)
        {
            segments[index] = index > 0 && segments[index - 1] is "tenant" ? "{organisation}"
                : index == 3 && segments[1] is "transfer" ? "{file}"
                : Id().Replace(segments[index], "{id}");
        }

        return string.Join('/', segments);
    }

    [GeneratedRegex("^([a-zA-Z]+-)?[0-9a-fA-F]{8}-[0-9a-fA-F-]{4,}$|^[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
