using System.Security.Authentication;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.VCloud.Http;

namespace MigrationOrchestrator.VCloud.Failures;

/// <summary>Turns what happens below HTTP into failures.</summary>
internal static class TransportFailures
{
    public static Exception Of(HttpRequestMessage request, Exception thrown) => thrown switch
    {
        FailureException or OperationCanceledException => thrown,
        { InnerException: FailureException classified } => classified,
        PieceUnreadableException => OurOwn(thrown),
        { InnerException: PieceUnreadableException unreadable } => OurOwn(unreadable),
        { InnerException: AuthenticationException untrusted } => VCloudFailures.Of(
            "cloud.tls",
            $"{request.RequestUri?.Host} shows a certificate that is not trusted: {untrusted.Message}",
            remedy: "Set cacert of the registration to a PEM file with the authority's certificate.",
            inner: untrusted),
        HttpRequestException or IOException => VCloudFailures.Of(
            FailureCodes.Unreachable, $"{RouteTemplate.Of(request)} on {request.RequestUri?.Authority} failed: {thrown.Message}", transient: true, inner: thrown),
        _ => thrown,
    };

    private static FailureException OurOwn(Exception unreadable) => VCloudFailures.Of("staging.short_read", unreadable.Message, transient: true, inner: unreadable);
}
