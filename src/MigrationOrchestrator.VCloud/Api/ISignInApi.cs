using MigrationOrchestrator.VCloud.Representations;
using Refit;

namespace MigrationOrchestrator.VCloud.Api;

/// <summary>What is asked without a session.</summary>
internal interface ISignInApi
{
    [Get("/api/versions")]
    Task<SupportedVersions> GetVersionsAsync(CancellationToken cancellation);

    /// <summary>API up to 37. The token comes as a header.</summary>
    [Post("/api/sessions")]
    Task<HttpResponseMessage> StartLegacyAsync([Header("Accept")] string accept, [Header("Authorization")] string basic, CancellationToken cancellation);

    /// <summary>API 33 and newer. The token comes as a header.</summary>
    [Post("/cloudapi/1.0.0/sessions")]
    Task<HttpResponseMessage> StartTenantAsync([Header("Accept")] string accept, [Header("Authorization")] string basic, CancellationToken cancellation);

    /// <summary>The same for the organisation of the provider itself.</summary>
    [Post("/cloudapi/1.0.0/sessions/provider")]
    Task<HttpResponseMessage> StartProviderAsync([Header("Accept")] string accept, [Header("Authorization")] string basic, CancellationToken cancellation);

    /// <summary>API 36.1 and newer: gives an access token for an API token.</summary>
    [Post("/oauth/tenant/{organisation}/token")]
    Task<HttpResponseMessage> StartTenantTokenAsync([Header("Accept")] string accept, string organisation, [Body] FormUrlEncodedContent form, CancellationToken cancellation);

    /// <summary>The same for the organisation of the provider itself.</summary>
    [Post("/oauth/provider/token")]
    Task<HttpResponseMessage> StartProviderTokenAsync([Header("Accept")] string accept, [Body] FormUrlEncodedContent form, CancellationToken cancellation);

    [Delete("/api/session")]
    Task<HttpResponseMessage> EndLegacyAsync([Header("Accept")] string accept, [Header(Http.VCloudHeaders.LegacyToken)] string token, CancellationToken cancellation);

    [Delete("/cloudapi/1.0.0/sessions/current")]
    Task<HttpResponseMessage> EndModernAsync([Header("Accept")] string accept, [Header("Authorization")] string bearer, CancellationToken cancellation);
}
