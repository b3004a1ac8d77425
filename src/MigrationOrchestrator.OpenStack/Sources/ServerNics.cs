using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.OpenStack.Compute;

namespace MigrationOrchestrator.OpenStack.Sources;

/// <summary>
/// A server's network interfaces. Nova names the networks of those that have addresses; for the others Neutron is asked.
/// </summary>
internal sealed class ServerNics(OpenStackSession session)
{
    public async Task<IReadOnlyList<MachineNic>> ListAsync(INovaApi nova, Server server, CancellationToken cancellation)
    {
        Dictionary<string, string> networkByMac = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string network, IReadOnlyList<ServerAddress> addresses) in server.Addresses ?? new Dictionary<string, IReadOnlyList<ServerAddress>>())
        {
            foreach (ServerAddress address in addresses.Where(address => address.Mac is not null))
            {
                networkByMac.TryAdd(address.Mac!, network);
            }
        }

        List<MachineNic> nics = [];
        foreach (Interface port in (await nova.ListInterfacesAsync(server.Id, cancellation)).Interfaces)
        {
            string network = port.MacAddr is not null && networkByMac.TryGetValue(port.MacAddr, out string? known) ? known : await NameAsync(port.NetId, cancellation);
            nics.Add(new MachineNic(network, port.MacAddr?.ToLowerInvariant(), [.. (port.FixedIps ?? []).Select(address => address.IpAddress).OfType<string>()]));
        }

        return nics;
    }

    private async Task<string> NameAsync(string? networkId, CancellationToken cancellation)
    {
        if (networkId is null)
        {
            return "";
        }

        try
        {
            return (await (await session.NetworksAsync(cancellation)).GetAsync(networkId, cancellation)).Network.Name ?? networkId;
        }
        catch (FailureException hidden) when (hidden.Failure.Code is "cloud.not_found" or "cloud.forbidden" or "cloud.service_missing")
        {
            return networkId;
        }
    }
}
