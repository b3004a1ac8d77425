using System.Globalization;
using Azure;
using Azure.Identity;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Staging.Blobs;

/// <summary>Turns what Azure Storage says into failures that a person can act on. Nothing of a request's address or headers enters them.</summary>
internal static class BlobFailures
{
    private const string Provider = "azure-storage";

    /// <summary>The failure of a request; null for an exception that is not the service's.</summary>
    public static FailureException? Of(string place, Exception error) => error switch
    {
        RequestFailedException failed => new FailureException(Answered(place, failed), failed),
        AuthenticationFailedException => new FailureException(
            new Failure("staging.unauthorized", $"No identity could be had for {place}.")
            {
                Provider = Provider,
                Remedy = "Run the host where its managed identity is available, or configure a connection string.",
            }, error),
        AggregateException { InnerExceptions.Count: > 0 } many => Of(place, many.InnerExceptions[^1]),
        HttpRequestException or IOException or TimeoutException => new FailureException(Unreachable(place, error.GetType().Name), error),
        _ => null,
    };

    /// <summary>Runs a request and classifies what it throws.</summary>
    public static async Task<T> GuardAsync<T>(string place, Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception error) when (Of(place, error) is { } failure)
        {
            throw failure;
        }
    }

    private static Failure Answered(string place, RequestFailedException failed)
    {
        string answer = string.Create(CultureInfo.InvariantCulture, $"{failed.Status} {failed.ErrorCode}").Trim();
        return (failed.Status, failed.ErrorCode) switch
        {
            (401 or 403, _) => Described(failed, new Failure("staging.unauthorized", $"{place} refused the request: {answer}.")
            {
                Remedy = "Check the connection string, or give the host's identity the role Storage Blob Data Contributor on the account; check the account's firewall and this machine's clock.",
            }),
            (0, _) => Unreachable(place, failed.InnerException?.GetType().Name ?? "no answer"),
            (408 or 429 or >= 500, _) or (409, "ContainerBeingDeleted") or (404, "ContainerNotFound") => Described(failed, Unreachable(place, answer)),
            _ => Described(failed, new Failure("staging.rejected", $"{place} rejected the request: {answer}.")),
        };
    }

    private static Failure Unreachable(string place, string found) => new("staging.unreachable", $"{place} could not be reached: {found}.", Transient: true)
    {
        Provider = Provider,
        Remedy = "Check the network and the storage account's state.",
    };

    private static Failure Described(RequestFailedException failed, Failure failure) => failure with
    {
        Provider = Provider,
        RequestId = failed.GetRawResponse()?.Headers.RequestId,
        RetryAfterSeconds = failed.GetRawResponse() is { } response && response.Headers.TryGetValue("Retry-After", out string? seconds)
            && double.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out double wait) ? wait : null,
    };
}
