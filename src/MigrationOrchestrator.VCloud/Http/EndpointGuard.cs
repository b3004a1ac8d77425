using MigrationOrchestrator.VCloud.Failures;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>Lets requests go to the registered endpoint only: addresses come from the cloud's answers, and our token goes with each of them.</summary>
internal sealed class EndpointGuard(Uri endpoint, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        => request.RequestUri is { } address && Uri.Compare(address, endpoint, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0 && address.UserInfo.Length == 0
            ? base.SendAsync(request, cancellationToken)
            : throw VCloudFailures.ForeignAddress(request.RequestUri!, endpoint);
}
