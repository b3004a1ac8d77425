using MigrationOrchestrator.OpenStack.Http;

namespace MigrationOrchestrator.OpenStack.Identity;

/// <summary>Requests to Keystone carry no token yet, only whom to trust.</summary>
internal sealed class IdentityHandler(Trust trust) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(TrustHandler.Option, trust);
        return base.SendAsync(request, cancellationToken);
    }
}
