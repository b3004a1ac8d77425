using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Instances;

/// <summary>What is started, watched and steered over HTTP: migrations and batches answer alike.</summary>
/// <param name="Noun">Its name in texts and, before a dot, in problems' codes.</param>
/// <param name="Collection">The path of all of them.</param>
/// <param name="Retried">Which of them can be started again, for people.</param>
internal sealed record InstanceKind(string Noun, string Collection, string Retried)
{
    /// <summary>Seconds after which a client may ask for the state again.</summary>
    private const string RetryAfterSeconds = "1";

    /// <summary>One machine's.</summary>
    public static InstanceKind Migration { get; } = new("migration", "/api/migrations", "Only a failed, stopped or cancelled migration is started again.");

    /// <summary>Many machines'.</summary>
    public static InstanceKind Batch { get; } = new("batch", "/api/batches", "Only a batch that has ended without all its machines is started again.");

    /// <summary>The noun where a sentence begins with it.</summary>
    public string Subject => char.ToUpperInvariant(Noun[0]) + Noun[1..];

    /// <summary>The answer where there is none of that id.</summary>
    public ProblemHttpResult Unknown(string id) => Problem.Of(
        StatusCodes.Status404NotFound,
        $"{Noun}.unknown",
        $"No such {Noun}",
        InstanceId.IsValid(id) ? $"There is no {Noun} '{id}'." : $"The id is none that a {Noun} can have.",
        $"GET {Collection} lists all.");

    /// <summary>The answer to a start: 202 with its links.</summary>
    public IResult Started(InstanceId id, HttpRequest request)
    {
        StartedInstance links = StartedInstance.For(this, id, request);
        request.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Accepted(links.StatusQueryGetUri, links);
    }

    /// <summary>The answer to a look at one: 200 once it has ended, before that 202 with <c>Retry-After</c>.</summary>
    public IResult Found<TView>(InstanceId id, TView view, bool hasEnded, HttpRequest request)
    {
        if (hasEnded)
        {
            return TypedResults.Ok(view);
        }

        request.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Accepted(StartedInstance.For(this, id, request).StatusQueryGetUri, view);
    }
}
