using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Conversion.Jobs;

/// <summary>A job's source image, or the feed that it comes through.</summary>
internal static class JobInput
{
    /// <summary>Throws unless it is a plain file or a socket.</summary>
    /// <exception cref="FailureException"><c>conversion.input_missing</c>.</exception>
    public static void Check(string path)
    {
        if (FileStatus.Of(path) is not ({ IsPlainFile: true } or { IsSocket: true }))
        {
            throw new FailureException(new Failure("conversion.input_missing", $"The image '{path}' is not there, or is neither a plain file nor a feed.")
            {
                Remedy = "Retry the migration: what is missing is fetched again.",
            });
        }
    }
}
