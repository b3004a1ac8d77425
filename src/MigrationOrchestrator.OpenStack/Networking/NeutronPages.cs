using System.Runtime.CompilerServices;

namespace MigrationOrchestrator.OpenStack.Networking;

/// <summary>Lists of Neutron, page after page.</summary>
internal static class NeutronPages
{
    public static async IAsyncEnumerable<Network> NetworksAsync(this INeutronApi neutron, int pageSize, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (string? marker = null; ;)
        {
            NetworkPage page = await neutron.ListAsync(marker, pageSize, cancellation);
            foreach (Network network in page.Networks)
            {
                yield return network;
            }

            // A Neutron that does not page gives everything at once, whatever the limit.
            if (page.Networks.Count != pageSize || page.Networks[^1].Id == marker)
            {
                yield break;
            }

            marker = page.Networks[^1].Id;
        }
    }
}
