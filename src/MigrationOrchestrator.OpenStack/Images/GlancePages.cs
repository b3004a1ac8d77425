using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.WebUtilities;

namespace MigrationOrchestrator.OpenStack.Images;

/// <summary>Lists of Glance, page after page.</summary>
internal static class GlancePages
{
    public static async IAsyncEnumerable<Image> ImagesAsync(this IGlanceApi glance, ImageFilter filter, int pageSize, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (string? marker = null; ;)
        {
            ImagePage page = await glance.ListAsync(filter, marker, pageSize, cancellation);
            foreach (Image image in page.Images)
            {
                yield return image;
            }

            // `next` is a path from Glance's own root, which a proxy's path prefix makes wrong: only its marker is taken.
            string? next = page.Next is { } path && path.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query
                ? QueryHelpers.ParseQuery(path[query..]).GetValueOrDefault("marker").ToString()
                : null;
            if (string.IsNullOrEmpty(next) || next == marker)
            {
                yield break;
            }

            marker = next;
        }
    }
}
