using MigrationOrchestrator.Conversion.Jobs;
using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Conversion.Tests.Conformance;
using MigrationOrchestrator.Conversion.Tools;

namespace MigrationOrchestrator.Conversion.Tests.Processes;

/// <summary>Process runners whose tool is a shell with the usual small programs.</summary>
internal static class ProcessRunners
{
    public static string? Bubblewrap { get; } = LocalTools.FindOnPath("bwrap");

    public static ToolCommand Shell { get; } = new(LocalTools.FindOnPath("sh")!, [], ["/usr/bin"], new Dictionary<string, string>());

    public static ProcessRunner Open(JobPlace place, bool isShutIn, ToolCommand? tool = null)
        => new(new JobFiles(place.JobsFolder), _ => tool ?? Shell, new SandboxProbe(isShutIn ? Bubblewrap : null), TimeProvider.System);
}
