using System.Net;
using MigrationOrchestrator.OpenStack.Identity;

namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>Puts the token on every request of one session, and renews it once where the cloud no longer takes it.</summary>
internal sealed class SessionHandler(IGrants grants, Trust trust) : DelegatingHandler
{
    public const string TokenHeader = "X-Auth-Token";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(TrustHandler.Option, trust);
        Grant grant = await grants.GetAsync(cancellationToken);
        HttpResponseMessage response = await SendAsync(request, grant, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        grants.Forget(grant);
        if (request.Content is UploadContent)
        {
            // Its bytes came from a stream and are gone; the caller opens it again.
            return response;
        }

        response.Dispose();
        return await SendAsync(request, await grants.GetAsync(cancellationToken), cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Grant grant, CancellationToken cancellation)
    {
        request.Headers.Remove(TokenHeader);
        request.Headers.Add(TokenHeader, grant.Token.Reveal());
        return base.SendAsync(request, cancellation);
    }
}

/// <summary>Where a session's token comes from.</summary>
internal interface IGrants
{
    /// <summary>The grant in force, from memory while it lasts.</summary>
    Task<Grant> GetAsync(CancellationToken cancellation);

    /// <summary>Says that the cloud no longer takes it.</summary>
    void Forget(Grant grant);
}
