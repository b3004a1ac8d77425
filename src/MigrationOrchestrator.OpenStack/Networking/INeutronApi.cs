using Refit;

namespace MigrationOrchestrator.OpenStack.Networking;

/// <summary>Neutron (OpenStack Networking API v2.0), as far as it is needed: networks' names.</summary>
internal interface INeutronApi
{
    [Get("/networks")]
    Task<NetworkPage> ListAsync(string? marker, int limit, CancellationToken cancellation);

    [Get("/networks/{id}")]
    Task<NetworkAnswer> GetAsync(string id, CancellationToken cancellation);
}

internal sealed record NetworkPage(IReadOnlyList<Network> Networks);

internal sealed record NetworkAnswer(Network Network);

internal sealed record Network(string Id, string? Name, string? Status)
{
    public bool Shared { get; init; }
}
