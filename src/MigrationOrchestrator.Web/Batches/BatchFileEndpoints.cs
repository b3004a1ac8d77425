using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Batches;

/// <summary>Batch files that are saved under a name, for schedules and for starting them again.</summary>
public static class BatchFileEndpoints
{
    /// <summary>Maps <c>GET /api/batch-files</c> and <c>GET</c>, <c>PUT</c> and <c>DELETE /api/batch-files/{name}</c>.</summary>
    public static IEndpointRouteBuilder MapBatchFiles(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/batch-files").WithTags("batches");
        group.MapGet("", ListAsync).WithSummary("The names of all saved batch files").Produces<IReadOnlyList<string>>();
        group.MapGet("{name}", FindAsync).WithSummary("One saved batch file, as JSON").Produces<object>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("{name}", SaveAsync).WithSummary("Check a batch file and save it under a name").Accepts<object>("application/json", "application/yaml", "text/yaml")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapDelete("{name}", RemoveAsync).WithSummary("Remove a saved batch file").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        return routes;
    }

    /// <summary>The names of all saved batch files.</summary>
    public static Task<IResult> ListAsync(IBatchFiles files, CancellationToken cancellation) => Answer.Async(async () => TypedResults.Ok(await files.ListFilesAsync(cancellation)));

    /// <summary>One saved batch file, as JSON.</summary>
    public static Task<IResult> FindAsync(string name, IBatchFiles files, CancellationToken cancellation) => Answer.Async(async () =>
        await files.FindFileAsync(name, cancellation) is { } file ? TypedResults.Text(file.Json, "application/json") : Unknown(name));

    /// <summary>Checks a batch file and saves it, replacing an older one: 204.</summary>
    public static Task<IResult> SaveAsync(string name, HttpRequest request, IBatchFiles files, CancellationToken cancellation) => Answer.Async(async () =>
    {
        await files.SaveFileAsync(name, await BatchBody.ReadAsync(request, cancellation), cancellation);
        return TypedResults.NoContent();
    });

    /// <summary>Removes a saved batch file: 204.</summary>
    public static Task<IResult> RemoveAsync(string name, IBatchFiles files, CancellationToken cancellation) => Answer.Async(async () =>
        await files.RemoveFileAsync(name, cancellation) ? TypedResults.NoContent() : Unknown(name));

    /// <summary>The answer where no file is saved under that name.</summary>
    internal static ProblemHttpResult Unknown(string name)
        => Problem.Of(StatusCodes.Status404NotFound, "batch_file.unknown", "No such batch file", $"No batch file is saved under the name '{name}'.", "GET /api/batch-files lists all.");
}
