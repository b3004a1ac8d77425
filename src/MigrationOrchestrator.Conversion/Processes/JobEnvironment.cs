using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>The environment variables of a job: nothing of the host's.</summary>
internal static class JobEnvironment
{
    /// <summary>All of them.</summary>
    public static Dictionary<string, string> Of(ToolCommand tool, ConversionJob job)
    {
        Dictionary<string, string> environment = new(tool.Environment)
        {
            ["PATH"] = "/usr/bin:/bin",
            ["HOME"] = "/tmp",
            ["TMPDIR"] = "/tmp",
            ["LANG"] = "C.UTF-8",
        };
        KeyValuePair<string, string> heap = Limits.HeapLimit(job.Limits);
        environment[heap.Key] = heap.Value;
        return environment;
    }
}
