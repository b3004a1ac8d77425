using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Conversion.Jobs;

/// <summary>A job's source image.</summary>
internal static class JobInput
{
    /// <summary>Throws unless it is a plain file.</summary>
    /// <exception cref="FailureException"><c>conversion.input_missing</c>.</exception>
    public static void Check(string path)
    {
        if (FileStatus.Of(path) is not { IsPlainFile: true })
        {
            throw new FailureException(new Failure("conversion.input_missing", $"The image '{path}' is not there, or is no plain file.")
            {
                Remedy = "Retry the migration: what is missing is fetched again.",
            });
        }
    }
}
