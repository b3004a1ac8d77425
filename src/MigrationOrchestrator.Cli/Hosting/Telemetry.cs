using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>Exports traces and metrics over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; its other variables hold as OpenTelemetry defines them.</summary>
internal static class Telemetry
{
    private const string Everything = "MigrationOrchestrator.*";

    /// <summary>Adds the exporter where an endpoint is configured.</summary>
    public static void AddWhereConfigured(IServiceCollection services)
    {
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
        {
            return;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("migrator"))
            .WithTracing(tracing => tracing.AddSource(Everything))
            .WithMetrics(metrics => metrics.AddMeter(Everything))
            .UseOtlpExporter();
    }
}
