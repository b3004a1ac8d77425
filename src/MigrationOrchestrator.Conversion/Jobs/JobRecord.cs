using System.Text.Json;
using System.Text.Json.Serialization;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Jobs;

/// <summary>What is written down before a job starts, so that a restarted host can end what is left of it.</summary>
/// <param name="Key">The job's key.</param>
/// <param name="OutputFolder">Where it writes.</param>
/// <param name="OutputFile">The file it should write there.</param>
internal sealed record JobRecord(string Key, string OutputFolder, string OutputFile)
{
    /// <summary>The process and when it began, in the kernel's ticks since boot; null until it runs.</summary>
    public ProcessIdentity? Process { get; init; }

    /// <summary>The user that it runs as, where that is not the host's own.</summary>
    public uint? UserId { get; init; }

    /// <summary>The input's group and mode before it was shared with the job's user, or null where it was not.</summary>
    public SharedInput? Input { get; init; }

    /// <summary>Where the output ends up, for reading its length.</summary>
    [JsonIgnore]
    public string OutputPath => Path.Combine(OutputFolder, OutputFile);
}

/// <summary>A process that cannot be mistaken for another one with the same number.</summary>
/// <param name="Id">Its number.</param>
/// <param name="StartTicks">When it began, in the kernel's ticks since boot (field 22 of /proc/PID/stat); 0 where that is unknown.</param>
internal sealed record ProcessIdentity(int Id, long StartTicks);

/// <summary>How a file was before its group was changed.</summary>
/// <param name="Path">The file.</param>
/// <param name="GroupId">Its group.</param>
/// <param name="Mode">Its mode.</param>
internal sealed record SharedInput(string Path, uint GroupId, UnixFileMode Mode);

/// <summary>How a job ended.</summary>
/// <param name="ExitCode">The tool's exit code; null where it was ended.</param>
/// <param name="StandardOutput">The last 64 KiB.</param>
/// <param name="StandardError">The last 16 KiB.</param>
/// <param name="LimitReached">Which limit ended it, or null.</param>
internal sealed record JobResult(int? ExitCode, string StandardOutput, string StandardError, string? LimitReached)
{
    /// <summary>The state of a job of which nothing is known.</summary>
    public static ConversionJobState Lost { get; } = new(ConversionPhase.Lost, null, "", "", 0);

    /// <summary>The state of a job that ended so.</summary>
    public ConversionJobState StateOf(JobRecord record)
        => new(ExitCode == 0 && LimitReached is null ? ConversionPhase.Succeeded : ConversionPhase.Failed, ExitCode, StandardOutput, StandardError, JobOutput.LengthOf(record.OutputPath))
        {
            LimitReached = LimitReached,
        };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(JobResult))]
internal sealed partial class JobJson : JsonSerializerContext;
