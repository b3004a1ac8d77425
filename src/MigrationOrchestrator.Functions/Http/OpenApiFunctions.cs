using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>The OpenAPI document.</summary>
/// <param name="document">Makes it.</param>
public sealed class OpenApiFunctions(OpenApiText document)
{
    /// <summary>The document of a version; there is <c>v1</c>.</summary>
    [Function("OpenApiDocument")]
    public async Task<IResult> DocumentAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "openapi/{documentName}.json")] HttpRequest request, string documentName, CancellationToken cancellation)
        => await document.FindAsync(documentName, cancellation) is { } json ? TypedResults.Text(json, "application/json;charset=utf-8") : TypedResults.NotFound();
}
