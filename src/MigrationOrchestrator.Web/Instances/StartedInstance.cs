using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Web.Instances;

/// <summary>
/// The answer to a start: the id and the management links, named as Durable Functions' HTTP management payload names them
/// (Azure documentation "HTTP API reference for Durable Functions"). The links hold no key.
/// </summary>
/// <param name="Id">The id of the migration or batch.</param>
/// <param name="StatusQueryGetUri">Its state: 202 while it is under way, 200 once it has ended.</param>
/// <param name="SendEventPostUri">Raises an event; <c>{eventName}</c> stands for its name.</param>
/// <param name="TerminatePostUri">Stops it at once, without cleaning up; <c>{text}</c> stands for the reason.</param>
/// <param name="SuspendPostUri">Holds it.</param>
/// <param name="ResumePostUri">Lets it go on.</param>
/// <param name="RestartPostUri">Starts it, or what of it did not arrive, again under a new id, once it has ended.</param>
/// <param name="PurgeHistoryDeleteUri">Forgets it, once it has ended.</param>
public sealed record StartedInstance(
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

    /// <summary>A migration's history; null for a batch.</summary>
    public Uri? HistoryGetUri { get; init; }

    /// <summary>A migration's receipt, once it has ended; null for a batch, whose state holds it.</summary>
    public Uri? ReceiptGetUri { get; init; }

    /// <summary>The links as seen by whoever sent a request.</summary>
    internal static StartedInstance For(InstanceKind kind, InstanceId id, HttpRequest request)
    {
        string self = $"{request.Scheme}://{request.Host}{request.PathBase}{kind.Collection}/{Uri.EscapeDataString(id.Value)}";
        bool isMigration = kind == InstanceKind.Migration;
        return new StartedInstance(
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
            HistoryGetUri = isMigration ? new Uri(self + "/history") : null,
            ReceiptGetUri = isMigration ? new Uri(self + "/receipt") : null,
        };
    }
}
