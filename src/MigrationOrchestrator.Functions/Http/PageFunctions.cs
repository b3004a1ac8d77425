using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using MigrationOrchestrator.Web.Page;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>The web page, without a key: its files hold no data, and what it asks for demands one.</summary>
public static class PageFunctions
{
    /// <summary>The page; the route is how a function is bound to the site's root. The host's own home page is turned off by <c>AzureWebJobsDisableHomepage</c>.</summary>
    [Function("Page")]
    public static IResult Index([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{root:maxlength(0)?}")] HttpRequest request) => PageEndpoints.File(request);

    /// <summary>The page's files.</summary>
    [Function("PageFile")]
    public static IResult File([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "page/{*file}")] HttpRequest request) => PageEndpoints.File(request);
}
