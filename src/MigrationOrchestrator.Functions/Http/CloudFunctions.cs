using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Web.Clouds;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Registering clouds and looking into them, by the handlers that both hosts share.</summary>
/// <param name="clouds">The operator's desk for clouds.</param>
public sealed class CloudFunctions(ICloudDesk clouds)
{
    /// <summary>Lists the registered clouds.</summary>
    [Function("ListClouds")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/clouds")] HttpRequest request, CancellationToken cancellation)
        => CloudEndpoints.ListAsync(clouds, cancellation);

    /// <summary>Registers a cloud.</summary>
    [Function("RegisterCloud")]
    public Task<IResult> RegisterAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/clouds")] HttpRequest request, CancellationToken cancellation)
        => CloudEndpoints.RegisterAsync(request, clouds, cancellation);

    /// <summary>Forgets a cloud.</summary>
    [Function("RemoveCloud")]
    public Task<IResult> RemoveAsync([HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/clouds/{name}")] HttpRequest request, string name, CancellationToken cancellation)
        => CloudEndpoints.RemoveAsync(name, clouds, cancellation);

    /// <summary>Authenticates at a cloud.</summary>
    [Function("TestCloud")]
    public Task<IResult> TestAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/clouds/{name}/test")] HttpRequest request, string name, CancellationToken cancellation)
        => CloudEndpoints.TestAsync(name, clouds, cancellation, request.Query["region"]);

    /// <summary>Lists things of a cloud.</summary>
    [Function("BrowseCloud")]
    public Task<IResult> BrowseAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/clouds/{name}/{kind}")] HttpRequest request, string name, string kind, CancellationToken cancellation)
        => CloudEndpoints.BrowseAsync(name, kind, clouds, cancellation, request.Query["region"]);
}
