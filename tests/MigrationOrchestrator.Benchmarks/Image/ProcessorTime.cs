using System.Diagnostics;
using System.Globalization;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>Processor seconds of this process and of the programs that it ran.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100; // of /proc, by the kernel's interface

    public static double Own
    {
        get
        {
            using Process process = Process.GetCurrentProcess();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>User and system time of children that have ended: fields 16 and 17 of proc(5)'s stat.</summary>
    public static double Children
    {
        get
        {
            string stat = File.ReadAllText("/proc/self/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (double.Parse(fields[13], CultureInfo.InvariantCulture) + double.Parse(fields[14], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }
}
