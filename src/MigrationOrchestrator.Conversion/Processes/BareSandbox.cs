using System.Diagnostics;
using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>What is left without bubblewrap: limits, and a user of the job's own where the host is root.</summary>
/// <param name="reason">Why there is no bubblewrap.</param>
/// <param name="isRoot">Whether the host is root.</param>
internal sealed class BareSandbox(string reason, bool isRoot) : ISandbox
{
    /// <inheritdoc/>
    public RunnerDescription Description { get; } = new(
        "process",
        [
            .. OperatingSystem.IsLinux() ? (string[])["limits of memory, processor, time, output, open files and processes"] : ["limits of time and output"],
            .. isRoot && OperatingSystem.IsLinux() ? (string[])["an unprivileged user of the job's own where that user can reach the tool", "no new privileges"] : [],
        ],
        [
            $"no network isolation ({reason})",
            $"no file system isolation: a job sees the files that its user may read ({reason})",
            $"no process isolation ({reason})",
            .. isRoot || !OperatingSystem.IsLinux() ? (string[])[] : ["jobs run as the host's own user"],
        ]);

    /// <inheritdoc/>
    public bool CanChangeUser(ToolCommand tool)
        => LocalTools.FindOnPath("setpriv") is not null && tool.ReadOnlyPaths.Append(tool.Program).All(CanEveryoneReach);

    /// <inheritdoc/>
    public ProcessStartInfo Command(ToolCommand tool, ConversionJob job, uint? user, int firstCpu)
    {
        List<string> limits = [.. Limits.Commands(job.Limits, firstCpu)];
        List<string> arguments = user is { } id
            ? [.. ThroughDescriptors(job), .. Identity(id), .. limits, tool.Program, .. tool.LeadingArguments, .. new JobPaths(InputDescriptor(job), "/proc/self/fd/4").Fill(job)]
            : [.. limits, tool.Program, .. tool.LeadingArguments, .. new JobPaths(job.InputPath, job.OutputFolder).Fill(job)];
        ProcessStartInfo start = new(arguments[0]) { WorkingDirectory = job.OutputFolder };
        arguments[1..].ForEach(start.ArgumentList.Add);
        start.Environment.Clear();
        foreach ((string name, string value) in JobEnvironment.Of(tool, job))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>The folders above are closed to the job's user; what was opened before the user changed stays reachable by its descriptor.</summary>
    private static IEnumerable<string> ThroughDescriptors(ConversionJob job)
        => ["/bin/sh", "-c", "exec 3<\"$1\" 4<\"$2\"; shift 2; exec \"$@\"", "sh", IsFeed(job) ? Path.GetDirectoryName(job.InputPath)! : job.InputPath, job.OutputFolder];

    /// <summary>A socket cannot be opened, only connected to: its folder is what the job gets.</summary>
    private static string InputDescriptor(ConversionJob job) => IsFeed(job) ? $"/proc/self/fd/3/{Path.GetFileName(job.InputPath)}" : "/proc/self/fd/3";

    private static bool IsFeed(ConversionJob job) => FileStatus.Of(job.InputPath) is { IsSocket: true };

    private static IEnumerable<string> Identity(uint user)
        => [LocalTools.FindOnPath("setpriv")!, $"--reuid={user}", $"--regid={JobUser.Group}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--pdeathsig=KILL"];

    private static bool CanEveryoneReach(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        for (DirectoryInfo? folder = new(Path.GetDirectoryName(path)!); folder is not null; folder = folder.Parent)
        {
            if ((folder.UnixFileMode & UnixFileMode.OtherExecute) == 0)
            {
                return false;
            }
        }

        return (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0;
    }
}
