using System.Text.Json.Nodes;
using Refit;

namespace MigrationOrchestrator.OpenStack.Compute;

/// <summary>Nova (OpenStack Compute API v2.1), as far as it is needed.</summary>
internal interface INovaApi
{
    [Get("/servers/detail")]
    Task<ServerPage> ListServersAsync(string? name, string? marker, int limit, CancellationToken cancellation);

    [Get("/servers/{id}")]
    Task<ServerAnswer> GetServerAsync(string id, CancellationToken cancellation);

    [Post("/servers")]
    Task<CreatedServerAnswer> CreateServerAsync([Body] JsonObject body, CancellationToken cancellation);

    [Delete("/servers/{id}")]
    Task DeleteServerAsync(string id, CancellationToken cancellation);

    /// <summary>createImage: its answer's body or its Location has the image's id.</summary>
    [Post("/servers/{id}/action")]
    Task<HttpResponseMessage> ActAsync(string id, [Body] JsonObject body, CancellationToken cancellation);

    [Get("/servers/{id}/os-interface")]
    Task<InterfacesAnswer> ListInterfacesAsync(string id, CancellationToken cancellation);

    [Get("/flavors/detail")]
    Task<FlavorPage> ListFlavorsAsync(string? marker, int limit, CancellationToken cancellation);

    [Get("/flavors/{id}")]
    Task<FlavorAnswer> GetFlavorAsync(string id, CancellationToken cancellation);

    [Get("/limits")]
    Task<LimitsAnswer> GetLimitsAsync(CancellationToken cancellation);
}
