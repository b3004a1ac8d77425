using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Instances;

namespace MigrationOrchestrator.Web.Migrations;

/// <summary>Commands to migrations; <see cref="Steering"/> says how they are answered.</summary>
public static class MigrationCommandEndpoints
{
    /// <summary>Maps <c>POST /api/migrations/{id}/events/{name}</c>, <c>/cancel</c>, <c>/terminate</c>, <c>/suspend</c>, <c>/resume</c>, <c>/retry</c> and <c>DELETE /api/migrations/{id}</c>.</summary>
    public static IEndpointRouteBuilder MapMigrationCommands(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/migrations/{id}").WithTags("migrations");
        Steering.Describe(group.MapPost("events/{name}", RaiseEventAsync).Accepts<Approval>("application/json"), "Approve or refuse a plan: the event 'approve'");
        Steering.Describe(group.MapPost("cancel", CancelAsync), "Stop it and remove what it created");
        Steering.Describe(group.MapPost("terminate", TerminateAsync), "Stop it at once, without cleaning up");
        Steering.Describe(group.MapPost("suspend", SuspendAsync), "Hold it");
        Steering.Describe(group.MapPost("resume", ResumeAsync), "Let it go on");
        Steering.Describe(group.MapPost("retry", RetryAsync), "Start it again under a new id").Produces<StartedInstance>(StatusCodes.Status202Accepted);
        Steering.Describe(group.MapDelete("", PurgeAsync), "Forget it, once it has ended").Produces(StatusCodes.Status204NoContent);
        return routes;
    }

    /// <summary>Raises an event; the only one that a migration waits for is <c>approve</c>.</summary>
    public static Task<IResult> RaiseEventAsync(string id, string name, HttpRequest request, IMigrations migrations, CancellationToken cancellation)
        => Of(migrations, cancellation).RaiseEventAsync(id, name, request, migrations.ApproveAsync, cancellation);

    /// <summary>Stops a migration and removes what it created.</summary>
    public static Task<IResult> CancelAsync(string id, IMigrations migrations, CancellationToken cancellation, string? reason = null)
        => Of(migrations, cancellation).ReasonedAsync(id, reason, migrations.CancelAsync, cancellation);

    /// <summary>Stops a migration at once, without cleaning up.</summary>
    public static Task<IResult> TerminateAsync(string id, IMigrations migrations, CancellationToken cancellation, string? reason = null)
        => Of(migrations, cancellation).ReasonedAsync(id, reason, migrations.TerminateAsync, cancellation);

    /// <summary>Holds a migration.</summary>
    public static Task<IResult> SuspendAsync(string id, IMigrations migrations, CancellationToken cancellation, string? reason = null)
        => Of(migrations, cancellation).ReasonedAsync(id, reason, migrations.SuspendAsync, cancellation);

    /// <summary>Lets a held migration go on.</summary>
    public static Task<IResult> ResumeAsync(string id, IMigrations migrations, CancellationToken cancellation, string? reason = null)
        => Of(migrations, cancellation).ReasonedAsync(id, reason, migrations.ResumeAsync, cancellation);

    /// <summary>Starts a failed or cancelled migration again: 202 with the new one's links.</summary>
    public static Task<IResult> RetryAsync(string id, HttpRequest request, IMigrations migrations, CancellationToken cancellation)
        => Of(migrations, cancellation).RetryAsync(id, request, migrations.RetryAsync, cancellation);

    /// <summary>Forgets a migration that has ended: 204.</summary>
    public static Task<IResult> PurgeAsync(string id, IMigrations migrations, CancellationToken cancellation)
        => Of(migrations, cancellation).PurgeAsync(id, migrations.PurgeAsync, cancellation);

    private static Steering Of(IMigrations migrations, CancellationToken cancellation)
        => new(InstanceKind.Migration, async id => await migrations.FindAsync(id, cancellation) is { } view ? new Standing(view.State.ToString(), view.State.HasEnded()) : null);
}
