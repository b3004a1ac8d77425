using System.Globalization;
using Docker.DotNet.Models;
using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Containers;

/// <summary>A job as the engine is asked to run it.</summary>
internal static class ContainerSpec
{
    /// <summary>The label that holds a job's key.</summary>
    public const string KeyLabel = "migration-orchestrator.conversion";

    /// <summary>The label that holds a job's wall time in seconds.</summary>
    public const string WallTimeLabel = KeyLabel + ".seconds";

    /// <summary>The label that holds the bytes that a job may write.</summary>
    public const string OutputLabel = KeyLabel + ".output";

    // Ends the tool with the container even where no host looks any more.
    private const string Timeout = "/usr/bin/timeout";

    // Counts all processes of a user: the job's own user has the job's alone, the host's has others too. The control group's limit is per container.
    private const int SharedProcesses = 4096;

    // An engine starts its log anew at this size; a tool that floods it may lose the end of the other stream.
    private const string LogBytes = "16m";

    /// <summary>Everything that shuts the job in.</summary>
    /// <param name="name">The container's name.</param>
    /// <param name="image">The converter's image.</param>
    /// <param name="tool">The tool's path in the image and its leading arguments.</param>
    /// <param name="job">The job.</param>
    /// <param name="user">The job's user, or null for the host's own.</param>
    /// <param name="engine">Who runs it.</param>
    public static CreateContainerParameters Of(string name, string image, IReadOnlyList<string> tool, ConversionJob job, uint? user, ContainerEngine engine) => new()
    {
        Name = name,
        Image = image,
        Entrypoint = [Timeout, "--signal=KILL", Seconds(job), .. tool],
        Cmd = [.. JobPaths.Inside.Fill(job)],
        User = user is { } own ? $"{own}:{JobUser.Group}" : HostUser.Name,
        Env = ["HOME=/tmp", "TMPDIR=/tmp", "LANG=C.UTF-8", "DOTNET_EnableDiagnostics=0", $"{Limits.HeapLimit(job.Limits).Key}={Limits.HeapLimit(job.Limits).Value}"],
        WorkingDir = "/tmp",
        NetworkDisabled = true,
        Labels = new Dictionary<string, string>
        {
            [KeyLabel] = job.Key,
            [WallTimeLabel] = Seconds(job),
            [OutputLabel] = job.Limits.OutputBytes.ToString(CultureInfo.InvariantCulture),
        },
        HostConfig = new HostConfig
        {
            NetworkMode = "none",
            ReadonlyRootfs = true,
            CapDrop = ["ALL"],
            SecurityOpt = ["no-new-privileges"],

            // An ordinary user's engine maps that user to root inside; keep-id makes it the same inside and outside.
            UsernsMode = engine is { IsRootless: true, Name: "podman" } ? "keep-id" : null,
            Memory = job.Limits.MemoryBytes,
            MemorySwap = job.Limits.MemoryBytes,
            NanoCPUs = Math.Min(job.Limits.Cpus, Environment.ProcessorCount) * 1_000_000_000L,
            PidsLimit = Limits.Processes,
            Ulimits = [Ulimit("fsize", job.Limits.OutputBytes), Ulimit("nofile", Limits.OpenFiles), Ulimit("core", 0), Ulimit("nproc", user is null ? SharedProcesses : Limits.Processes)],
            Tmpfs = new Dictionary<string, string> { ["/tmp"] = "rw,nosuid,nodev,noexec,size=64m,mode=1777" },
            Mounts = [Bind(job.InputPath, JobPaths.Inside.Input, isReadOnly: true), Bind(job.OutputFolder, JobPaths.Inside.OutputFolder, isReadOnly: false)],
            LogConfig = new LogConfig { Type = engine.Name == "podman" ? "k8s-file" : "json-file", Config = new Dictionary<string, string> { ["max-size"] = LogBytes } },
        },
    };

    private static string Seconds(ConversionJob job) => Math.Ceiling(job.Limits.WallTime.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static Ulimit Ulimit(string name, long value) => new() { Name = name, Soft = value, Hard = value };

    private static Mount Bind(string source, string target, bool isReadOnly) => new() { Type = "bind", Source = source, Target = target, ReadOnly = isReadOnly };
}
