using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MigrationOrchestrator.Web.Health;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Health, without a key, by the handlers that both hosts share.</summary>
/// <param name="checks">The host's checks.</param>
public sealed class HealthFunctions(HealthCheckService checks)
{
    /// <summary>Whether the worker answers.</summary>
    [Function("HealthLive")]
    public static IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) => HealthEndpoints.Live();

    /// <summary>Whether it can take work.</summary>
    [Function("HealthReady")]
    public Task<IResult> ReadyAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request, CancellationToken cancellation) => HealthEndpoints.ReadyAsync(checks, cancellation);
}
