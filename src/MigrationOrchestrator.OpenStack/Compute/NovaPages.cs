using System.Runtime.CompilerServices;

namespace MigrationOrchestrator.OpenStack.Compute;

/// <summary>Lists of Nova, page after page.</summary>
internal static class NovaPages
{
    /// <param name="nova">Nova.</param>
    /// <param name="name">A regular expression that names match, or null for all servers.</param>
    /// <param name="pageSize">Servers a page.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async IAsyncEnumerable<Server> ServersAsync(this INovaApi nova, string? name, int pageSize, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (string? marker = null; ;)
        {
            ServerPage page = await nova.ListServersAsync(name, marker, pageSize, cancellation);
            foreach (Server server in page.Servers)
            {
                yield return server;
            }

            if (!HasNext(page.ServersLinks) || page.Servers is not [.., { Id: var last }] || last == marker)
            {
                yield break;
            }

            marker = last;
        }
    }

    public static async IAsyncEnumerable<Flavor> FlavorsAsync(this INovaApi nova, int pageSize, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (string? marker = null; ;)
        {
            FlavorPage page = await nova.ListFlavorsAsync(marker, pageSize, cancellation);
            foreach (Flavor flavor in page.Flavors)
            {
                yield return flavor;
            }

            if (!HasNext(page.FlavorsLinks) || page.Flavors is not [.., { Id: var last }] || last == marker)
            {
                yield break;
            }

            marker = last;
        }
    }

    private static bool HasNext(IReadOnlyList<Link>? links) => links?.Any(link => link.Rel == "next") == true;
}
