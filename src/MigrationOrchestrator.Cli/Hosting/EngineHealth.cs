using Microsoft.Extensions.Diagnostics.HealthChecks;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>Whether the engine answers.</summary>
internal sealed class EngineHealth(IOrchestrationClient client) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await client.QueryAsync(new OrchestrationQuery { PageSize = 1 }, cancellationToken);
            return HealthCheckResult.Healthy("answers");
        }
        catch (InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy("is not running");
        }
    }
}
