using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Web.Migrations;

/// <summary>
/// The answer to a start: the id and the management links, named as Durable Functions' HTTP management payload names them
/// (Azure documentation "HTTP API reference for Durable Functions"). The links hold no key.
/// </summary>
/// <param name="Id">The migration's id.</param>
/// <param name="StatusQueryGetUri">Its state: 202 while it is under way, 200 once it has ended.</param>
/// <param name="SendEventPostUri">Raises an event; <c>{eventName}</c> stands for its name.</param>
/// <param name="TerminatePostUri">Stops it at once, without cleaning up; <c>{text}</c> stands for the reason.</param>
/// <param name="SuspendPostUri">Holds it.</param>
/// <param name="ResumePostUri">Lets it go on.</param>
/// <param name="RestartPostUri">Starts it again under a new id, once it failed or was cancelled.</param>
/// <param name="PurgeHistoryDeleteUri">Forgets it, once it has ended.</param>
public sealed record StartedMigration(
    InstanceId Id,
    Uri StatusQueryGetUri,
    string SendEventPostUri,
    string TerminatePostUri,
    string SuspendPostUri,
    string ResumePostUri,
    Uri RestartPostUri,
    Uri PurgeHistoryDeleteUri)
{
    /// <summary>Stops it and removes what it created; <c>{text}</c> stands for the reason.</summary>
    public required string CancelPostUri { get; init; }

    /// <summary>Its history.</summary>
    public required Uri HistoryGetUri { get; init; }

    /// <summary>Its receipt, once it has ended.</summary>
    public required Uri ReceiptGetUri { get; init; }

    /// <summary>The links of a migration as seen by whoever sent a request.</summary>
    internal static StartedMigration For(InstanceId id, HttpRequest request)
    {
        string self = $"{request.Scheme}://{request.Host}{request.PathBase}/api/migrations/{Uri.EscapeDataString(id.Value)}";
        return new StartedMigration(
            id,
            new Uri(self),
            self + "/events/{eventName}",
            self + "/terminate?reason={text}",
            self + "/suspend?reason={text}",
            self + "/resume?reason={text}",
            new Uri(self + "/retry"),
            new Uri(self))
        {
            CancelPostUri = self + "/cancel?reason={text}",
            HistoryGetUri = new Uri(self + "/history"),
            ReceiptGetUri = new Uri(self + "/receipt"),
        };
    }
}
