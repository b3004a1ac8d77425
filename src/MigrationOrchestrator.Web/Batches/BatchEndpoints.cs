using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Web.Instances;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Batches;

/// <summary>Starting and reading batches.</summary>
public static class BatchEndpoints
{
    /// <summary>Maps <c>POST</c> and <c>GET /api/batches</c> and <c>GET /api/batches/{id}</c>.</summary>
    public static IEndpointRouteBuilder MapBatches(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/batches").WithTags("batches");
        group.MapPost("", StartAsync).WithSummary("Start a batch file, given as JSON or YAML or, with ?file=, saved under a name").Accepts<object>(isOptional: true, "application/json", "application/yaml", "text/yaml")
            .Produces<StartedInstance>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("", ListAsync).WithSummary("List batches, newest first, without their machines").Produces<BatchPage>().ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("{id}", FindAsync).WithSummary("One batch with its waves and machines")
            .Produces<BatchView>().Produces<BatchView>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound);
        return routes;
    }

    /// <summary>
    /// Starts a batch: 202 with its links. The query's <c>id</c> chooses the id, so that a repeated request starts nothing twice; <c>file</c> names a
    /// saved batch file, and the request has no body then.
    /// </summary>
    public static Task<IResult> StartAsync(HttpRequest request, IBatches batches, IBatchFiles files, CancellationToken cancellation, string? id = null, string? file = null) => Answer.Async(
        async () =>
        {
            List<InputProblem> problems = [];
            if (id is not null && !BatchLimits.IsId(id))
            {
                problems.Add(new InputProblem("id", "It is no id of a batch.", $"Give 1 to {BatchLimits.IdLength} characters of a-z A-Z 0-9 - _, or leave it out."));
            }

            if (file is not null && request.ContentLength > 0)
            {
                problems.Add(new InputProblem("file", "The request has a body besides.", "Name a saved batch file, or send one."));
            }

            if (problems.Count > 0)
            {
                return Problem.Input(problems);
            }

            BatchFile? asked = file is null ? await BatchBody.ReadAsync(request, cancellation) : await files.FindFileAsync(file, cancellation);
            return asked is null
                ? BatchFileEndpoints.Unknown(file!)
                : InstanceKind.Batch.Started(await batches.StartAsync(asked, id is null ? null : new InstanceId(id), cancellation), request);
        },
        InstanceKind.Batch);

    /// <summary>A page of batches; <paramref name="after"/> is the last page's own.</summary>
    public static Task<IResult> ListAsync(IBatches batches, CancellationToken cancellation, string? after = null, string? limit = null) => Answer.Async(async () =>
    {
        List<InputProblem> problems = [];
        int count = PageSize.Read(limit, problems);
        return problems.Count > 0 ? Problem.Input(problems) : TypedResults.Ok(await batches.ListAsync(new BatchFilter { After = after, Limit = count }, cancellation));
    });

    /// <summary>One batch: 202 with <c>Retry-After</c> while it is under way, 200 once it has ended, 404 where the id is unknown.</summary>
    public static Task<IResult> FindAsync(string id, HttpRequest request, IBatches batches, CancellationToken cancellation) => Answer.Async(async () =>
        InstanceId.IsValid(id) && await batches.FindAsync(new InstanceId(id), cancellation) is { } view
            ? InstanceKind.Batch.Found(view.Id, view, view.State.HasEnded(), request)
            : InstanceKind.Batch.Unknown(id));
}
