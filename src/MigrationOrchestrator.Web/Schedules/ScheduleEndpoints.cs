using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Migrations.Schedules;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Schedules;

/// <summary>When saved batch files are started.</summary>
public static class ScheduleEndpoints
{
    private const string UsualSlots = "5";

    /// <summary>Maps <c>GET /api/schedules</c>, <c>GET</c>, <c>PUT</c> and <c>DELETE /api/schedules/{name}</c>, and <c>GET /api/schedules/{name}/slots</c>.</summary>
    public static IEndpointRouteBuilder MapSchedules(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/schedules").WithTags("schedules");
        group.MapGet("", ListAsync).WithSummary("All schedules").Produces<IReadOnlyList<ScheduleView>>();
        group.MapGet("{name}", FindAsync).WithSummary("One schedule with its next slots and what became of the last").Produces<ScheduleView>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("{name}", SaveAsync).WithSummary("Make a schedule or replace it").Accepts<ScheduleDefinition>("application/json")
            .Produces<ScheduleView>().ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapDelete("{name}", RemoveAsync).WithSummary("Remove a schedule; its batches go on").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("{name}/slots", SlotsAsync).WithSummary("Its next slots, 1 to 100, as if it were enabled").Produces<IReadOnlyList<DateTimeOffset>>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        return routes;
    }

    /// <summary>All schedules.</summary>
    public static Task<IResult> ListAsync(ISchedules schedules, CancellationToken cancellation) => Answer.Async(async () => TypedResults.Ok(await schedules.ListAsync(cancellation)));

    /// <summary>One schedule.</summary>
    public static Task<IResult> FindAsync(string name, ISchedules schedules, CancellationToken cancellation) => Answer.Async(async () =>
        await schedules.FindAsync(name, cancellation) is { } view ? TypedResults.Ok(view) : Unknown(name));

    /// <summary>Makes a schedule or replaces it.</summary>
    public static Task<IResult> SaveAsync(string name, HttpRequest request, ISchedules schedules, CancellationToken cancellation) => Answer.Async(async () =>
        TypedResults.Ok(await schedules.SaveAsync(name, await RequestBody.ReadAsync<ScheduleDefinition>(request, cancellation), cancellation)));

    /// <summary>Removes a schedule: 204.</summary>
    public static Task<IResult> RemoveAsync(string name, ISchedules schedules, CancellationToken cancellation) => Answer.Async(async () =>
        await schedules.RemoveAsync(name, cancellation) ? TypedResults.NoContent() : Unknown(name));

    /// <summary>Its next slots, in UTC.</summary>
    public static Task<IResult> SlotsAsync(string name, ISchedules schedules, CancellationToken cancellation, string? count = null) => Answer.Async(async () =>
    {
        if (!int.TryParse(count ?? UsualSlots, NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) || wanted is < 1 or > ScheduleLimits.Slots)
        {
            return Problem.Input([new("count", $"It is no number from 1 to {ScheduleLimits.Slots}.", $"Give one, or leave it out for {UsualSlots}.")]);
        }

        return await schedules.NextSlotsAsync(name, wanted, cancellation) is { } slots ? TypedResults.Ok(slots) : Unknown(name);
    });

    private static ProblemHttpResult Unknown(string name)
        => Problem.Of(StatusCodes.Status404NotFound, "schedule.unknown", "No such schedule", $"There is no schedule '{name}'.", "GET /api/schedules lists all.");
}
