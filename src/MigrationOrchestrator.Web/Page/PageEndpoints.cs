using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace MigrationOrchestrator.Web.Page;

/// <summary>The web page at <c>/</c>.</summary>
public static class PageEndpoints
{
    /// <summary>Only our own files, no frames, no forms to elsewhere, nothing inline.</summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Maps <c>/</c> and the page's files.</summary>
    public static IEndpointRouteBuilder MapPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", File).ExcludeFromDescription();
        routes.MapGet("/page/{**file}", File).ExcludeFromDescription();
        return routes;
    }

    /// <summary>One of the page's files.</summary>
    public static IResult File(HttpRequest request)
    {
        if (PageFiles.Find(request.Path) is not { } file)
        {
            return TypedResults.NotFound();
        }

        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Content, file.MediaType, entityTag: EntityTagHeaderValue.Parse(file.Tag));
    }
}
