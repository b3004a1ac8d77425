using System.Diagnostics;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>The names under which this library can be observed.</summary>
public static class VCloudTelemetry
{
    /// <summary>The name of the activity source: one client span for each HTTP call, named by its route.</summary>
    public const string SourceName = "MigrationOrchestrator.VCloud";

    internal static readonly ActivitySource Source = new(SourceName);
}
