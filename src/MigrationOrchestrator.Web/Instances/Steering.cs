using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Instances;

/// <summary>
/// Commands to migrations and batches: 202 where taken, 404 where the id is unknown, 410 where it has ended, 409 where it is in a state that does
/// not allow the command.
/// </summary>
/// <param name="kind">What is steered.</param>
/// <param name="find">Where one stands, or null where the id is unknown.</param>
internal sealed class Steering(InstanceKind kind, Func<InstanceId, Task<Standing?>> find)
{
    /// <summary>The name of the event that <see cref="Approval"/> is the payload of.</summary>
    private const string ApproveEvent = "approve";

    private const int MaxReasonLength = 500;

    /// <summary>Describes a command's route.</summary>
    public static RouteHandlerBuilder Describe(RouteHandlerBuilder route, string summary) => route.WithSummary(summary)
        .Produces(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status410Gone);

    /// <summary>Raises an event; the only one that is waited for is <c>approve</c>.</summary>
    public Task<IResult> RaiseEventAsync(string id, string name, HttpRequest request, Func<InstanceId, Approval, CancellationToken, Task<CommandResult>> approve, CancellationToken cancellation) => Answer.Async(async () =>
    {
        if (!string.Equals(name, ApproveEvent, StringComparison.OrdinalIgnoreCase))
        {
            return Problem.Of(StatusCodes.Status404NotFound, "event.unknown", "No such event", $"No {kind.Noun} waits for that event.", $"The event is '{ApproveEvent}'.");
        }

        Approval approval = await RequestBody.ReadAsync<Approval>(request, cancellation);
        return await CommandAsync(id, instance => approve(instance, approval, cancellation));
    });

    /// <summary>A command with a reason, which is kept.</summary>
    public Task<IResult> ReasonedAsync(string id, string? reason, Func<InstanceId, string, CancellationToken, Task<CommandResult>> command, CancellationToken cancellation)
        => Answer.Async(() => reason is { Length: > MaxReasonLength }
            ? Task.FromResult<IResult>(Problem.Input([new("reason", $"It has {reason.Length} characters.", $"Give at most {MaxReasonLength}.")]))
            : CommandAsync(id, instance => command(instance, reason ?? "Asked for over HTTP.", cancellation)));

    /// <summary>Starts one that has ended again: 202 with the new one's links.</summary>
    public Task<IResult> RetryAsync(string id, HttpRequest request, Func<InstanceId, CancellationToken, Task<InstanceId?>> retry, CancellationToken cancellation) => Answer.Async(async () =>
    {
        InstanceId? again = InstanceId.IsValid(id) ? await retry(new InstanceId(id), cancellation) : null;
        if (again is { } started)
        {
            return kind.Started(started, request);
        }

        return await FindAsync(id) is { } standing
            ? Problem.Of(StatusCodes.Status409Conflict, $"{kind.Noun}.not_ended", "It has not failed", $"{kind.Subject} '{id}' is {standing.State}.", kind.Retried)
            : kind.Unknown(id);
    });

    /// <summary>Forgets one that has ended: 204.</summary>
    public Task<IResult> PurgeAsync(string id, Func<InstanceId, CancellationToken, Task<CommandResult>> purge, CancellationToken cancellation) => Answer.Async(async () =>
    {
        CommandResult result = InstanceId.IsValid(id) ? await purge(new InstanceId(id), cancellation) : CommandResult.NotFound;
        return result switch
        {
            CommandResult.Accepted => TypedResults.NoContent(),
            CommandResult.NotFound => kind.Unknown(id),
            _ => Problem.Of(StatusCodes.Status409Conflict, $"{kind.Noun}.not_ended", "It is under way", $"{kind.Subject} '{id}' has not ended.", "Cancel it first."),
        };
    });

    private async Task<IResult> CommandAsync(string id, Func<InstanceId, Task<CommandResult>> command)
    {
        CommandResult result = InstanceId.IsValid(id) ? await command(new InstanceId(id)) : CommandResult.NotFound;
        return result switch
        {
            CommandResult.Accepted => TypedResults.Accepted((string?)null),
            CommandResult.NotFound => kind.Unknown(id),
            _ => await NotAllowedAsync(id),
        };
    }

    private async Task<IResult> NotAllowedAsync(string id)
        => await FindAsync(id) is { HasEnded: false } standing
            ? Problem.Of(StatusCodes.Status409Conflict, $"{kind.Noun}.not_allowed", "Not in this state", $"{kind.Subject} '{id}' is {standing.State}.", "Look at its state and try what fits it.")
            : Problem.Of(StatusCodes.Status410Gone, $"{kind.Noun}.ended", "It has ended", $"{kind.Subject} '{id}' has ended.", "Start it again with POST .../retry.");

    private Task<Standing?> FindAsync(string id) => InstanceId.IsValid(id) ? find(new InstanceId(id)) : Task.FromResult<Standing?>(null);
}

/// <summary>Where a migration or a batch stands.</summary>
/// <param name="State">Its state, for people.</param>
/// <param name="HasEnded">Whether nothing further happens to it by itself.</param>
internal sealed record Standing(string State, bool HasEnded);
