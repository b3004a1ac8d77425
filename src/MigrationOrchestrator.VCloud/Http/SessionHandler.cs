using System.Net;
using MigrationOrchestrator.VCloud.Sessions;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>Signs every request; after a 401 the session is renewed once and the request sent again, unless its body is gone.</summary>
internal sealed class SessionHandler(SessionKeeper sessions, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Session session = await sessions.GetAsync(cancellationToken);
        session.Sign(request);
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized)
        {
            return answer;
        }

        Session renewed = await sessions.RenewAsync(session, cancellationToken);
        if (request.Content is PieceContent)
        {
            // The uploader asks what was accepted and goes on, signed anew.
            return answer;
        }

        answer.Dispose();
        renewed.Sign(request);
        return await base.SendAsync(request, cancellationToken);
    }
}
