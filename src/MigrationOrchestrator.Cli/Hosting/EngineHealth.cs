using Microsoft.Extensions.Diagnostics.HealthChecks;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Sqlite;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>Whether the engine answers and can work: a full disk or a defect shows here.</summary>
internal sealed class EngineHealth(IOrchestrationClient client, IEngineHealth engine) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await client.QueryAsync(new OrchestrationQuery { PageSize = 1 }, cancellationToken);
            return engine.Fault is { } fault ? HealthCheckResult.Unhealthy(fault.Message) : HealthCheckResult.Healthy("answers");
        }
        catch (InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy("is not running");
        }
    }
}
