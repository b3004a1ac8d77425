namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>
/// Where a conversion runs: shut in, because source images are hostile. A job is started, polled and collected, so that it may run in another
/// process, container or cloud, and outlive a worker.
/// </summary>
public interface IConversionRunner
{
    /// <summary>What it is and which protections it gives or lacks, for the log and the receipt.</summary>
    /// <exception cref="Durable.FailureException">No conversion can run here; plans show why as an error.</exception>
    Task<RunnerDescription> DescribeAsync(CancellationToken cancellation);

    /// <summary>Starts a job, or finds it where an earlier attempt started it: a running one goes on, a finished one is kept, a lost one starts again.</summary>
    Task StartAsync(ConversionJob job, CancellationToken cancellation);

    /// <summary>How far a job is. Waits up to <paramref name="patience"/> for it to finish.</summary>
    Task<ConversionJobState> PollAsync(string key, TimeSpan patience, CancellationToken cancellation);

    /// <summary>Ends a job where it still runs and forgets it; nothing there is success. Its folder is left to the caller.</summary>
    Task RemoveAsync(string key, CancellationToken cancellation);
}

/// <summary>What a runner is.</summary>
/// <param name="Name">Short: <c>process+bubblewrap</c>, <c>container+podman</c>.</param>
/// <param name="Protections">What shuts a job in, each as a short phrase.</param>
/// <param name="Missing">Protections that it lacks here and why; shown as warnings.</param>
public sealed record RunnerDescription(string Name, IReadOnlyList<string> Protections, IReadOnlyList<string> Missing);

/// <summary>One conversion.</summary>
/// <param name="Key">Unique and deterministic: the migration's id and the step.</param>
/// <param name="Tool">Which tool of the converter runs.</param>
/// <param name="Arguments">Its arguments; <see cref="ConversionJob.InputPlaceholder"/> and <see cref="ConversionJob.OutputPlaceholder"/> stand for the paths as the job sees them.</param>
/// <param name="InputPath">The source image on this machine, or the address of its feed; the job sees it read-only.</param>
/// <param name="OutputFolder">An existing empty folder of the job's own on this machine, which the job may write to.</param>
/// <param name="OutputFile">The file name that the tool writes there.</param>
/// <param name="Limits">What it may use.</param>
public sealed record ConversionJob(string Key, ConversionTool Tool, IReadOnlyList<string> Arguments, string InputPath, string OutputFolder, string OutputFile, ConversionLimits Limits)
{
    /// <summary>Stands for the input's path in <see cref="Arguments"/>.</summary>
    public const string InputPlaceholder = "{input}";

    /// <summary>Stands for the output's path in <see cref="Arguments"/>.</summary>
    public const string OutputPlaceholder = "{output}";
}

/// <summary>The tools that a converter has.</summary>
public enum ConversionTool
{
    /// <summary>Our own converter: <c>migrator</c> itself, found beside the running host; in the converter image, its entry point.</summary>
    Migrator,

    /// <summary>QEMU's <c>qemu-img</c>, for rare formats.</summary>
    QemuImg,
}

/// <summary>What a job may use.</summary>
/// <param name="WallTime">It is ended after this.</param>
/// <param name="MemoryBytes">Memory in bytes.</param>
/// <param name="OutputBytes">The largest file it may write, in bytes.</param>
/// <param name="Cpus">Processors; 1 or more.</param>
public sealed record ConversionLimits(TimeSpan WallTime, long MemoryBytes, long OutputBytes, int Cpus);

/// <summary>How far a job is.</summary>
/// <param name="Phase">Running, succeeded, failed or lost.</param>
/// <param name="ExitCode">The tool's exit code once it ended by itself.</param>
/// <param name="StandardOutput">The last 64 KiB of what it wrote to standard output.</param>
/// <param name="StandardError">The last 16 KiB of what it wrote to standard error.</param>
/// <param name="OutputBytes">Bytes in the output file so far.</param>
public sealed record ConversionJobState(ConversionPhase Phase, int? ExitCode, string StandardOutput, string StandardError, long OutputBytes)
{
    /// <summary>Which limit ended it (wall time, memory, output), or null.</summary>
    public string? LimitReached { get; init; }
}

/// <summary>Where a job stands.</summary>
public enum ConversionPhase
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It ended with exit code 0.</summary>
    Succeeded,

    /// <summary>It ended otherwise.</summary>
    Failed,

    /// <summary>Nothing is known of it: never started here, or the worker that ran it is gone. Start it again.</summary>
    Lost,
}
