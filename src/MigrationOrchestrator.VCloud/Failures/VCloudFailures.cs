using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.VCloud.Failures;

/// <summary>Makes this cloud's failures.</summary>
internal static class VCloudFailures
{
    /// <summary>The kind of cloud, as failures and registrations name it.</summary>
    public const string Provider = "vcloud";

    private const int LongestMessage = 600;

    /// <summary>A failure, ready to be thrown.</summary>
    public static FailureException Of(string code, string message, bool transient = false, string? remedy = null, string? requestId = null, double? retryAfter = null, Exception? inner = null)
        => new(
            new Failure(code, message.Length > LongestMessage ? message[..LongestMessage] + "…" : message, transient)
            {
                Remedy = remedy,
                Provider = Provider,
                RequestId = requestId,
                RetryAfterSeconds = retryAfter,
            },
            inner);

    /// <summary>The cloud answered something that is no vCloud answer.</summary>
    public static FailureException BadAnswer(string what, string? requestId = null, Exception? inner = null)
        => Of("cloud.protocol", $"The cloud's answer cannot be used: {what}", remedy: "Check that the endpoint is a vCloud Director's API and not a proxy or a sign-in page.", requestId: requestId, inner: inner);

    /// <summary>The cloud names an address on another host, where our token must not go.</summary>
    public static FailureException ForeignAddress(Uri found, Uri endpoint)
        => Of(
            "cloud.foreign_address",
            $"The cloud at {Place(endpoint)} refers to {Place(found)}; nothing was sent there.",
            remedy: "Register the cloud by the address under which it publishes itself (its public REST API base URL).");

    // Without what may stand before the host: a password does not belong into messages.
    private static string Place(Uri address) => $"{address.Scheme}://{address.Authority}";
}
