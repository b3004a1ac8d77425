using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;

namespace MigrationOrchestrator.Web.Problems;

/// <summary>
/// Problem details (RFC 9457) with the members <c>code</c> (stable), <c>remedy</c> and, for input, <c>errors</c>: a list of
/// <see cref="InputProblem"/>.
/// </summary>
internal static class Problem
{
    /// <summary>Found by asking a cloud, but what the caller named or registered is wrong: the cloud works.</summary>
    private static readonly FrozenSet<string> CallersOwn = FrozenSet.Create(
        StringComparer.Ordinal,
        "cloud.region_needed",
        "cloud.region_unknown",
        "cloud.settings",
        "source.image_empty",
        "source.image_not_a_disk",
        "source.image_not_active",
        "source.machine_ambiguous",
        "source.machine_not_found",
        "source.volume_backed",
        "source.volumes_attached");

    /// <summary>A problem with a code of its own.</summary>
    public static ProblemHttpResult Of(int status, string code, string title, string detail, string? remedy = null)
        => Result(status, code, title, detail, remedy, null, []);

    /// <summary>What a user gave cannot be used.</summary>
    public static ProblemHttpResult Input(IReadOnlyList<InputProblem> problems)
    {
        string detail = string.Join(" ", problems.Select(problem => $"{problem.Field}: {problem.Message}"));
        return Result(StatusCodes.Status400BadRequest, "request.invalid", "The request cannot be used", detail, problems[0].Remedy, problems, []);
    }

    /// <summary>A failure as an answer: what the user can mend is 4xx, what a cloud did is 502 or 503.</summary>
    public static ProblemHttpResult From(Failure failure)
    {
        List<KeyValuePair<string, object?>> more = [];
        if (failure.Provider is { } provider)
        {
            more.Add(new("provider", provider));
        }

        if (failure.RequestId is { } requestId)
        {
            more.Add(new("providerRequestId", requestId));
        }

        return Result(StatusOf(failure), failure.Code, "The step failed", failure.Message, failure.Remedy, null, more);
    }

    private static int StatusOf(Failure failure) => failure switch
    {
        { Code: "cloud.unknown" or "cloud.not_supported" } => StatusCodes.Status404NotFound,
        { Code: { } code } when CallersOwn.Contains(code) => StatusCodes.Status422UnprocessableEntity,
        { Code: Failure.Unexpected } => StatusCodes.Status500InternalServerError,
        { Transient: true } => StatusCodes.Status503ServiceUnavailable,
        { Provider: not null } => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static ProblemHttpResult Result(int status, string code, string title, string detail, string? remedy, IReadOnlyList<InputProblem>? errors, List<KeyValuePair<string, object?>> more)
    {
        ProblemDetails details = new() { Status = status, Type = $"urn:migration-orchestrator:problem:{code}", Title = title, Detail = detail };
        details.Extensions["code"] = code;
        if (remedy is not null)
        {
            details.Extensions["remedy"] = remedy;
        }

        if (errors is not null)
        {
            details.Extensions["errors"] = errors;
        }

        foreach ((string name, object? value) in more)
        {
            details.Extensions[name] = value;
        }

        return TypedResults.Problem(details);
    }
}
