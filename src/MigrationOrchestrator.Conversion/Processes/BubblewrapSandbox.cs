using System.Diagnostics;
using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>A process with bubblewrap around it: its own file system, network, processes and user.</summary>
/// <param name="program">The path of <c>bwrap</c>.</param>
/// <param name="isRoot">Whether the host is root; jobs then run as users of their own.</param>
internal sealed class BubblewrapSandbox(string program, bool isRoot) : ISandbox
{
    private const string TemporaryBytes = "67108864";

    /// <inheritdoc/>
    public RunnerDescription Description { get; } = new(
        "process+bubblewrap",
        [
            "no network",
            "a read-only root of the system's libraries and the tool alone",
            "a private /tmp of 64 MiB and /proc",
            isRoot ? "an unprivileged user of the job's own" : "the host's user in a user namespace, without capabilities",
            "no new privileges",
            "ends with its host",
            "limits of memory, processor, time, output, open files and processes",
        ],
        []);

    /// <inheritdoc/>
    public bool CanChangeUser(ToolCommand tool) => true;

    /// <inheritdoc/>
    public ProcessStartInfo Command(ToolCommand tool, ConversionJob job, uint? user, int firstCpu)
    {
        List<string> limits = [.. Limits.Commands(job.Limits, firstCpu)];
        List<string> identity = [.. Identity(user)];
        ProcessStartInfo start = new(program);
        List<string> arguments =
        [
            .. Isolation(user is not null),
            .. BubblewrapMounts.Of(tool.ReadOnlyPaths.Concat(limits.Concat(identity).Where(File.Exists)), job.InputPath, job.OutputFolder),
            "--chdir", "/tmp",
            .. Environment(tool, job),
            "--",
            .. identity,
            .. limits,
            tool.Program,
            .. tool.LeadingArguments,
            .. JobPaths.Inside.Fill(job),
        ];
        arguments.ForEach(start.ArgumentList.Add);
        return start;
    }

    private static IEnumerable<string> Isolation(bool isOwnUser) =>
    [
        "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",

        // An ordinary user needs a user namespace for the rest; root would only be mapped to itself in one.
        .. isOwnUser ? (string[])[] : ["--unshare-user"],
        "--die-with-parent",
        "--new-session",
        "--hostname", "converter",
        "--proc", "/proc",
        "--dev", "/dev",
        "--perms", "1777", "--size", TemporaryBytes, "--tmpfs", "/tmp",
        "--cap-drop", "ALL",

        // setpriv gives these two up when it leaves root.
        .. isOwnUser ? (string[])["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"] : [],
    ];

    private static IEnumerable<string> Identity(uint? user)
        => user is { } id ? [LocalTools.FindOnPath("setpriv") ?? "/usr/bin/setpriv", $"--reuid={id}", $"--regid={JobUser.Group}", "--clear-groups", "--inh-caps=-all"] : [];

    private static IEnumerable<string> Environment(ToolCommand tool, ConversionJob job)
        => JobEnvironment.Of(tool, job).SelectMany(one => (string[])["--setenv", one.Key, one.Value]).Prepend("--clearenv");
}
