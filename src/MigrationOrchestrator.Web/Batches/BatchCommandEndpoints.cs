using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Instances;

namespace MigrationOrchestrator.Web.Batches;

/// <summary>Commands to batches; <see cref="Steering"/> says how they are answered.</summary>
public static class BatchCommandEndpoints
{
    /// <summary>Maps <c>POST /api/batches/{id}/events/{name}</c>, <c>/cancel</c>, <c>/terminate</c>, <c>/suspend</c>, <c>/resume</c>, <c>/retry</c> and <c>DELETE /api/batches/{id}</c>.</summary>
    public static IEndpointRouteBuilder MapBatchCommands(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/batches/{id}").WithTags("batches");
        Steering.Describe(group.MapPost("events/{name}", RaiseEventAsync).Accepts<Approval>("application/json"), "Approve or refuse the next wave: the event 'approve'");
        Steering.Describe(group.MapPost("cancel", CancelAsync), "Stop it; machines on their way are cancelled and what they created is removed");
        Steering.Describe(group.MapPost("terminate", TerminateAsync), "Stop it and its machines at once, without cleaning up");
        Steering.Describe(group.MapPost("suspend", SuspendAsync), "Hold it and its machines");
        Steering.Describe(group.MapPost("resume", ResumeAsync), "Let it and its machines go on");
        Steering.Describe(group.MapPost("retry", RetryAsync), "Start the machines that did not arrive again, as a new batch").Produces<StartedInstance>(StatusCodes.Status202Accepted);
        Steering.Describe(group.MapDelete("", PurgeAsync), "Forget it and its machines, once it has ended").Produces(StatusCodes.Status204NoContent);
        return routes;
    }

    /// <summary>Raises an event; the only one that a batch waits for is <c>approve</c>.</summary>
    public static Task<IResult> RaiseEventAsync(string id, string name, HttpRequest request, IBatches batches, CancellationToken cancellation)
        => Of(batches, cancellation).RaiseEventAsync(id, name, request, batches.ApproveAsync, cancellation);

    /// <summary>Stops a batch; machines on their way are cancelled.</summary>
    public static Task<IResult> CancelAsync(string id, IBatches batches, CancellationToken cancellation, string? reason = null)
        => Of(batches, cancellation).ReasonedAsync(id, reason, batches.CancelAsync, cancellation);

    /// <summary>Stops a batch and its machines at once, without cleaning up.</summary>
    public static Task<IResult> TerminateAsync(string id, IBatches batches, CancellationToken cancellation, string? reason = null)
        => Of(batches, cancellation).ReasonedAsync(id, reason, batches.TerminateAsync, cancellation);

    /// <summary>Holds a batch and its machines.</summary>
    public static Task<IResult> SuspendAsync(string id, IBatches batches, CancellationToken cancellation, string? reason = null)
        => Of(batches, cancellation).ReasonedAsync(id, reason, batches.SuspendAsync, cancellation);

    /// <summary>Lets a held batch and its machines go on.</summary>
    public static Task<IResult> ResumeAsync(string id, IBatches batches, CancellationToken cancellation, string? reason = null)
        => Of(batches, cancellation).ReasonedAsync(id, reason, batches.ResumeAsync, cancellation);

    /// <summary>Starts the machines of an ended batch that did not arrive again: 202 with the new batch's links.</summary>
    public static Task<IResult> RetryAsync(string id, HttpRequest request, IBatches batches, CancellationToken cancellation)
        => Of(batches, cancellation).RetryAsync(id, request, batches.RetryAsync, cancellation);

    /// <summary>Forgets a batch that has ended: 204.</summary>
    public static Task<IResult> PurgeAsync(string id, IBatches batches, CancellationToken cancellation)
        => Of(batches, cancellation).PurgeAsync(id, batches.PurgeAsync, cancellation);

    private static Steering Of(IBatches batches, CancellationToken cancellation)
        => new(InstanceKind.Batch, async id => await batches.FindAsync(id, cancellation) is { } view ? new Standing(view.State.ToString(), view.State.HasEnded()) : null);
}
