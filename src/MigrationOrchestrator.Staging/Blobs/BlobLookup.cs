using Azure;

namespace MigrationOrchestrator.Staging.Blobs;

/// <summary>Requests about a blob that may not be there.</summary>
internal static class BlobLookup
{
    private const int NotFound = 404;

    /// <summary>The answer, or null where the blob is not there; a container that is not there is an error.</summary>
    public static async Task<T?> FindAsync<T>(Func<Task<Response<T>>> request)
        where T : class
    {
        try
        {
            return (await request()).Value;
        }
        catch (RequestFailedException failed) when (failed.Status == NotFound && failed.ErrorCode != "ContainerNotFound")
        {
            return null;
        }
    }
}
