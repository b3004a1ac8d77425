using System.Text.Json.Nodes;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.OpenStack.Http;
using Refit;

namespace MigrationOrchestrator.OpenStack.Identity;

/// <summary>Keystone's tokens (OpenStack Identity API v3 and v2.0).</summary>
internal interface IKeystoneApi
{
    /// <summary>Asks for a token; it comes in the header <c>X-Subject-Token</c>.</summary>
    [Post("/v3/auth/tokens")]
    Task<HttpResponseMessage> CreateTokenAsync([Body] JsonObject body, [Property(RequestFacts.SecretOption)] Secret secret, CancellationToken cancellation);

    /// <summary>Asks for a token of the API that came before.</summary>
    [Post("/v2.0/tokens")]
    Task<AccessAnswer> CreateTokenV2Async([Body] JsonObject body, [Property(RequestFacts.SecretOption)] Secret secret, CancellationToken cancellation);
}

internal sealed record TokenAnswer(TokenBody? Token);

internal sealed record TokenBody(DateTimeOffset ExpiresAt, Named? User, Named? Project, IReadOnlyList<CatalogService>? Catalog);

internal sealed record Named(string? Id, string? Name);

internal sealed record CatalogService(string? Type, IReadOnlyList<CatalogServiceEndpoint>? Endpoints);

internal sealed record CatalogServiceEndpoint(string? Interface, string? Region, string? RegionId, string? Url);

internal sealed record AccessAnswer(Access? Access);

internal sealed record Access(AccessToken? Token, Named? User, [property: System.Text.Json.Serialization.JsonPropertyName("serviceCatalog")] IReadOnlyList<AccessService>? ServiceCatalog);

/// <summary>The token of v2.0. A class: a record would print its id, which is the token.</summary>
internal sealed class AccessToken
{
    public string? Id { get; init; }

    public DateTimeOffset Expires { get; init; }

    public Named? Tenant { get; init; }
}

internal sealed record AccessService(string? Type, IReadOnlyList<AccessEndpoint>? Endpoints);

internal sealed record AccessEndpoint(
    string? Region,
    [property: System.Text.Json.Serialization.JsonPropertyName("publicURL")] string? PublicUrl,
    [property: System.Text.Json.Serialization.JsonPropertyName("internalURL")] string? InternalUrl,
    [property: System.Text.Json.Serialization.JsonPropertyName("adminURL")] string? AdminUrl);
