using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using MigrationOrchestrator.Web.Health;
using MigrationOrchestrator.Web.Page;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Access;

/// <summary>
/// Who is let in: on loopback only requests that name a loopback host (a page on another host cannot rebind its name to us), no request that a
/// browser sends on another site's behalf, and a key wherever one is demanded.
/// </summary>
internal static class WebAccess
{
    private const string KeyHeader = "x-functions-key";
    private const string KeyQuery = "code";

    /// <summary>Checks every request before it reaches an endpoint.</summary>
    /// <exception cref="InvalidOperationException">The address is not loopback and no key is configured.</exception>
    public static IApplicationBuilder UseWebAccess(this IApplicationBuilder app, WebAccessOptions options)
    {
        options.Check();
        byte[]? key = options.Key is { } text ? Hash(text) : null;
        return app.Use(next => context => Refusal(context.Request, options, key) is { } refusal ? refusal.ExecuteAsync(context) : next(context));
    }

    private static ProblemHttpResult? Refusal(HttpRequest request, WebAccessOptions options, byte[]? key)
    {
        if (options.LoopbackOnly && !IsLoopback(request.Host.Host))
        {
            return Problem.Of(StatusCodes.Status421MisdirectedRequest, "host.not_allowed", "Not this host", "The Host header names no loopback address.", "Use http://localhost or http://127.0.0.1 with the port.");
        }

        if (IsForeign(request))
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "origin.not_allowed", "Not from another site", "A browser sent this on behalf of another site.", "Use the page of this host, or a client that is no browser.");
        }

        if (key is null || IsOpen(request.Path) || Presented(request) is { } presented && CryptographicOperations.FixedTimeEquals(Hash(presented), key))
        {
            return null;
        }

        request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Of(StatusCodes.Status401Unauthorized, "key.missing_or_wrong", "A key is demanded", "The request has no key, or another one.", $"Send it as the header {KeyHeader}, as 'Authorization: Bearer', or as the query's {KeyQuery}.");
    }

    private static bool IsLoopback(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Fetch Metadata where the browser sends it, else the Origin header; clients that are no browsers send neither.</summary>
    private static bool IsForeign(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            bool following = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Path == "/";
            return site is not ("same-origin" or "none") && !following;
        }

        string origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The page's files hold no data, and health answers no secret.</summary>
    private static bool IsOpen(PathString path) => path.StartsWithSegments(HealthEndpoints.Root) || PageFiles.Holds(path);

    private static string? Presented(HttpRequest request)
    {
        if (request.Headers[KeyHeader].ToString() is { Length: > 0 } header)
        {
            return header;
        }

        const string Bearer = "Bearer ";
        string authorization = request.Headers[HeaderNames.Authorization].ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : request.Query[KeyQuery].ToString() is { Length: > 0 } query ? query : null;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
