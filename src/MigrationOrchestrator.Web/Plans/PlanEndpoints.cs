using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Plans;

/// <summary>Dry runs.</summary>
public static class PlanEndpoints
{
    /// <summary>Maps <c>POST /api/plans</c>.</summary>
    public static IEndpointRouteBuilder MapPlans(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/plans", PlanAsync).WithTags("plans").WithSummary("What a migration would do; changes nothing").Accepts<MigrationRequest>("application/json")
            .Produces<MigrationPlan>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status502BadGateway);
        return routes;
    }

    /// <summary>Plans and answers with the plan; a plan that cannot run is an answer too, with its findings.</summary>
    public static Task<IResult> PlanAsync(HttpRequest request, IMigrations migrations, CancellationToken cancellation) => Answer.Async(async () =>
        TypedResults.Ok(await migrations.PlanAsync(await RequestBody.ReadAsync<MigrationRequest>(request, cancellation), cancellation)));
}
