using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Staging.Directories;

/// <summary>Turns what the file system says into failures that a person can act on.</summary>
internal static class DirectoryFailures
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    // ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL as HRESULTs.
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>The failure of an operation on the store's folder; null for an exception that is not the file system's.</summary>
    public static FailureException? Of(string folder, Exception error) => error switch
    {
        IOException { HResult: NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull } => new FailureException(
            new Failure("staging.full", $"No room is left for staging in '{folder}'.")
            {
                Remedy = "Free space on that volume, or point staging at a folder on a larger one, and retry the migration.",
            }, error),
        UnauthorizedAccessException => new FailureException(
            new Failure("staging.unauthorized", $"Staging may not write to '{folder}': {error.Message}")
            {
                Remedy = "Give the user that runs the migration the rights to this folder, or choose another one.",
            }, error),
        IOException => new FailureException(
            new Failure("staging.unreachable", $"Staging in '{folder}' failed: {error.Message}", Transient: true)
            {
                Remedy = "Check that the volume is mounted and healthy.",
            }, error),
        _ => null,
    };

    /// <summary>Runs work on the store's folder and classifies what it throws.</summary>
    public static T Guard<T>(string folder, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (Of(folder, error) is { } failure)
        {
            throw failure;
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static async Task<T> GuardAsync<T>(string folder, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (Of(folder, error) is { } failure)
        {
            throw failure;
        }
    }
}
