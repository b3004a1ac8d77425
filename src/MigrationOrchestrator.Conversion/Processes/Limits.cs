using System.Globalization;
using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>What the kernel is told of a job's limits, with the programs of util-linux.</summary>
internal static class Limits
{
    /// <summary>Open files: an image, its output, and what .NET needs.</summary>
    public const int OpenFiles = 1024;

    /// <summary>Processes and threads together.</summary>
    public const int Processes = 256;

    private const long StackBytes = 8L << 20;

    /// <summary>The programs that set limits and then become the tool.</summary>
    /// <param name="limits">The job's limits.</param>
    /// <param name="firstCpu">The first processor that it may use; others follow it in turn.</param>
    public static IEnumerable<string> Commands(ConversionLimits limits, int firstCpu)
    {
        int all = Environment.ProcessorCount;
        if (limits.Cpus < all && LocalTools.FindOnPath("taskset") is { } taskset)
        {
            yield return taskset;
            yield return "-c";
            yield return string.Join(',', Enumerable.Range(firstCpu, limits.Cpus).Select(cpu => (cpu % all).ToString(CultureInfo.InvariantCulture)));
        }

        if (LocalTools.FindOnPath("prlimit") is { } prlimit)
        {
            // RLIMIT_DATA counts private writable memory; RLIMIT_AS would count what .NET merely reserves, and stop it before it starts.
            yield return prlimit;
            yield return Option("data", limits.MemoryBytes);
            yield return Option("stack", StackBytes);
            yield return Option("fsize", limits.OutputBytes);
            yield return ProcessorTime((long)Math.Ceiling(limits.WallTime.TotalSeconds * limits.Cpus) + 1);
            yield return Option("nofile", OpenFiles);
            yield return Option("nproc", Processes);
            yield return Option("core", 0);
        }
    }

    /// <summary>What .NET is told, so that it collects before it meets the kernel's limit.</summary>
    public static KeyValuePair<string, string> HeapLimit(ConversionLimits limits)
        => new("DOTNET_GCHeapHardLimit", (limits.MemoryBytes / 4 * 3).ToString("x", CultureInfo.InvariantCulture));

    // The soft limit's SIGXCPU tells what happened; the hard limit's SIGKILL is for who ignores it.
    private static string ProcessorTime(long seconds) => string.Create(CultureInfo.InvariantCulture, $"--cpu={seconds}:{seconds + 5}");

    private static string Option(string name, long value) => string.Create(CultureInfo.InvariantCulture, $"--{name}={value}");
}
