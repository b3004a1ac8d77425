using System.Net.Http.Headers;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Settings;

namespace MigrationOrchestrator.VCloud.Sessions;

/// <summary>A session in memory. A class, not a record: it must not print its token.</summary>
/// <param name="version">The version that was negotiated for it.</param>
/// <param name="token">What proves it.</param>
/// <param name="bearer">Whether the token goes as <c>Authorization: Bearer</c>, or as <c>x-vcloud-authorization</c>.</param>
internal sealed class Session(ApiVersion version, string token, bool bearer)
{
    private readonly string accept = $"application/*+xml;version={version}";

    public ApiVersion Version => version;

    public bool IsBearer => bearer;

    /// <summary>The token, for the request that ends the session.</summary>
    public string Token => token;

    /// <summary>Signs a request, replacing an older session's signature.</summary>
    public void Sign(HttpRequestMessage request)
    {
        request.Headers.Remove("Accept");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Remove(VCloudHeaders.LegacyToken);
        if (bearer)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        else
        {
            request.Headers.TryAddWithoutValidation(VCloudHeaders.LegacyToken, token);
        }
    }
}
