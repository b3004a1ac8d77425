using System.Diagnostics;
using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>What shuts a process in.</summary>
internal interface ISandbox
{
    /// <summary>What it gives and lacks.</summary>
    RunnerDescription Description { get; }

    /// <summary>The program to start for a job.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="job">The job.</param>
    /// <param name="user">The job's own user, or null where it runs as the host's.</param>
    /// <param name="firstCpu">The first processor that it may use.</param>
    ProcessStartInfo Command(ToolCommand tool, ConversionJob job, uint? user, int firstCpu);

    /// <summary>Whether jobs can run as a user of their own with this tool.</summary>
    bool CanChangeUser(ToolCommand tool);
}
