using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Migrations;

/// <summary>
/// Commands to migrations: 202 where taken, 404 where the id is unknown, 410 where the migration has ended, 409 where it is in a state that
/// does not allow the command.
/// </summary>
public static class MigrationCommandEndpoints
{
    /// <summary>The name of the event that <see cref="Approval"/> is the payload of.</summary>
    private const string ApproveEvent = "approve";

    private const int MaxReasonLength = 500;

    /// <summary>Maps <c>POST /api/migrations/{id}/events/{name}</c>, <c>/cancel</c>, <c>/terminate</c>, <c>/suspend</c>, <c>/resume</c>, <c>/retry</c> and <c>DELETE /api/migrations/{id}</c>.</summary>
    public static IEndpointRouteBuilder MapMigrationCommands(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/migrations/{id}").WithTags("migrations");
        Command(group.MapPost("events/{name}", RaiseEventAsync).Accepts<Approval>("application/json"), "Approve or refuse a plan: the event 'approve'");
        Command(group.MapPost("cancel", CancelAsync), "Stop it and remove what it created");
        Command(group.MapPost("terminate", TerminateAsync), "Stop it at once, without cleaning up");
        Command(group.MapPost("suspend", SuspendAsync), "Hold it");
        Command(group.MapPost("resume", ResumeAsync), "Let it go on");
        Command(group.MapPost("retry", RetryAsync), "Start it again under a new id").Produces<StartedMigration>(StatusCodes.Status202Accepted);
        Command(group.MapDelete("", PurgeAsync), "Forget it, once it has ended").Produces(StatusCodes.Status204NoContent);
        return routes;
    }

    /// <summary>Raises an event; the only one that a migration waits for is <c>approve</c>.</summary>
    public static Task<IResult> RaiseEventAsync(string id, string name, HttpRequest request, IMigrations migrations, CancellationToken cancellation) => Answer.Async(async () =>
    {
        if (!string.Equals(name, ApproveEvent, StringComparison.OrdinalIgnoreCase))
        {
            return Problem.Of(StatusCodes.Status404NotFound, "event.unknown", "No such event", "No migration waits for that event.", $"The event is '{ApproveEvent}'.");
        }

        Approval approval = await RequestBody.ReadAsync<Approval>(request, cancellation);
        return await CommandAsync(id, migrations, instance => migrations.ApproveAsync(instance, approval, cancellation), cancellation);
    });

    /// <summary>Stops a migration and removes what it created.</summary>
    public static Task<IResult> CancelAsync(string id, IMigrations migrations, CancellationToken cancellation, string? reason = null)
        => ReasonedAsync(id, reason, migrations, migrations.CancelAsync, cancellation);

    /// <summary>Stops a migration at once, without cleaning up.</summary>
    public static Task<IResult> TerminateAsync(string id, IMigrations migrations, CancellationToken cancellation, string? reason = null)
        => ReasonedAsync(id, reason, migrations, migrations.TerminateAsync, cancellation);

    /// <summary>Holds a migration.</summary>
    public static Task<IResult> SuspendAsync(string id, IMigrations migrations, CancellationToken cancellation, string? reason = null)
        => ReasonedAsync(id, reason, migrations, migrations.SuspendAsync, cancellation);

    /// <summary>Lets a held migration go on.</summary>
    public static Task<IResult> ResumeAsync(string id, IMigrations migrations, CancellationToken cancellation, string? reason = null)
        => ReasonedAsync(id, reason, migrations, migrations.ResumeAsync, cancellation);

    /// <summary>Starts a failed or cancelled migration again: 202 with the new one's links.</summary>
    public static Task<IResult> RetryAsync(string id, HttpRequest request, IMigrations migrations, CancellationToken cancellation) => Answer.Async(async () =>
    {
        InstanceId? again = InstanceId.IsValid(id) ? await migrations.RetryAsync(new InstanceId(id), cancellation) : null;
        if (again is { } started)
        {
            StartedMigration links = StartedMigration.For(started, request);
            return TypedResults.Accepted(links.StatusQueryGetUri, links);
        }

        return await MigrationEndpoints.FindViewAsync(id, migrations, cancellation) is { } view
            ? Problem.Of(StatusCodes.Status409Conflict, "migration.not_ended", "It has not failed", $"Migration '{view.Id}' is {view.State}.", "Only a failed, stopped or cancelled migration is started again.")
            : MigrationEndpoints.Unknown(id);
    });

    /// <summary>Forgets a migration that has ended: 204.</summary>
    public static Task<IResult> PurgeAsync(string id, IMigrations migrations, CancellationToken cancellation) => Answer.Async(async () =>
    {
        CommandResult result = InstanceId.IsValid(id) ? await migrations.PurgeAsync(new InstanceId(id), cancellation) : CommandResult.NotFound;
        return result switch
        {
            CommandResult.Accepted => TypedResults.NoContent(),
            CommandResult.NotFound => MigrationEndpoints.Unknown(id),
            _ => Problem.Of(StatusCodes.Status409Conflict, "migration.not_ended", "It is under way", $"Migration '{id}' has not ended.", "Cancel it first."),
        };
    });

    private static Task<IResult> ReasonedAsync(string id, string? reason, IMigrations migrations, Func<InstanceId, string, CancellationToken, Task<CommandResult>> command, CancellationToken cancellation)
        => Answer.Async(() => reason is { Length: > MaxReasonLength }
            ? Task.FromResult<IResult>(Problem.Input([new("reason", $"It has {reason.Length} characters.", $"Give at most {MaxReasonLength}.")]))
            : CommandAsync(id, migrations, instance => command(instance, reason ?? "Asked for over HTTP.", cancellation), cancellation));

    private static async Task<IResult> CommandAsync(string id, IMigrations migrations, Func<InstanceId, Task<CommandResult>> command, CancellationToken cancellation)
    {
        CommandResult result = InstanceId.IsValid(id) ? await command(new InstanceId(id)) : CommandResult.NotFound;
        return result switch
        {
            CommandResult.Accepted => TypedResults.Accepted((string?)null),
            CommandResult.NotFound => MigrationEndpoints.Unknown(id),
            _ => await NotAllowedAsync(id, migrations, cancellation),
        };
    }

    private static async Task<IResult> NotAllowedAsync(string id, IMigrations migrations, CancellationToken cancellation)
        => await MigrationEndpoints.FindViewAsync(id, migrations, cancellation) is { } view && !view.State.HasEnded()
            ? Problem.Of(StatusCodes.Status409Conflict, "migration.not_allowed", "Not in this state", $"Migration '{id}' is {view.State}.", "Look at its state and try what fits it.")
            : Problem.Of(StatusCodes.Status410Gone, "migration.ended", "It has ended", $"Migration '{id}' has ended.", "Start it again with POST .../retry.");

    private static RouteHandlerBuilder Command(RouteHandlerBuilder route, string summary) => route.WithSummary(summary)
        .Produces(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status410Gone);
}
