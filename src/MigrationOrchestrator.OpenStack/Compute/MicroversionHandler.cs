using System.Net;

namespace MigrationOrchestrator.OpenStack.Compute;

/// <summary>
/// Asks Nova for microversion 2.47, from which servers carry their flavor and createImage answers with the image's id. A Nova that does not
/// have it says 406 and is asked again in its base version.
/// </summary>
internal sealed class MicroversionHandler : DelegatingHandler
{
    private const string Header = "OpenStack-API-Version";
    private const string OldHeader = "X-OpenStack-Nova-API-Version";

    private volatile bool isOld;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!isOld)
        {
            request.Headers.Add(Header, "compute 2.47");
            request.Headers.Add(OldHeader, "2.47");
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotAcceptable || isOld)
        {
            return response;
        }

        isOld = true;
        response.Dispose();
        request.Headers.Remove(Header);
        request.Headers.Remove(OldHeader);
        return await base.SendAsync(request, cancellationToken);
    }
}
