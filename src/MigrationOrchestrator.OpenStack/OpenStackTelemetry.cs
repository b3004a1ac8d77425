using System.Diagnostics;

namespace MigrationOrchestrator.OpenStack;

/// <summary>The names under which this library traces.</summary>
public static class OpenStackTelemetry
{
    /// <summary>The activity source's name; one span for each try of each call, named by its method and route.</summary>
    public const string SourceName = "MigrationOrchestrator.OpenStack";

    internal static ActivitySource Source { get; } = new(SourceName);
}
