using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>The paths of a job as it sees them.</summary>
/// <param name="Input">The source image.</param>
/// <param name="OutputFolder">The folder that it may write to.</param>
internal sealed record JobPaths(string Input, string OutputFolder)
{
    /// <summary>In a sandbox with a file system of its own.</summary>
    public static JobPaths Inside { get; } = new("/job/input", "/job/output");

    /// <summary>A job's arguments with the paths in their places.</summary>
    public IEnumerable<string> Fill(ConversionJob job)
        => job.Arguments.Select(argument => argument
            .Replace(ConversionJob.InputPlaceholder, Input, StringComparison.Ordinal)
            .Replace(ConversionJob.OutputPlaceholder, $"{OutputFolder}/{job.OutputFile}", StringComparison.Ordinal));
}
