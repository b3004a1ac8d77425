using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MigrationOrchestrator.Web.Health;

/// <summary>What orchestrators of containers and load balancers ask.</summary>
public static class HealthEndpoints
{
    /// <summary>The path below which no key is demanded.</summary>
    internal const string Root = "/health";

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup(Root).WithTags("health");
        group.MapGet("live", Live).WithSummary("Whether the process answers").Produces<HealthAnswer>();
        group.MapGet("ready", ReadyAsync).WithSummary("Whether it can take work").Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }

    /// <summary>The process answers.</summary>
    public static IResult Live() => TypedResults.Ok(new HealthAnswer("live", new Dictionary<string, string>()));

    /// <summary>Asks the host's health checks: 200 or 503, with each check's word.</summary>
    public static async Task<IResult> ReadyAsync(HealthCheckService checks, CancellationToken cancellation)
    {
        HealthReport report = await checks.CheckHealthAsync(cancellation);
        Dictionary<string, string> words = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Description ?? entry.Value.Status.ToString());
        return report.Status == HealthStatus.Healthy
            ? TypedResults.Ok(new HealthAnswer("ready", words))
            : TypedResults.Json(new HealthAnswer("not ready", words), statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>The body of the health answers.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not ready</c>.</param>
/// <param name="Checks">Each check's word by its name.</param>
public sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string> Checks);
