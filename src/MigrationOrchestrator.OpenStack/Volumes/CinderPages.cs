using System.Runtime.CompilerServices;

namespace MigrationOrchestrator.OpenStack.Volumes;

/// <summary>Lists of Cinder, page after page.</summary>
internal static class CinderPages
{
    public static IAsyncEnumerable<Volume> VolumesAsync(this ICinderApi cinder, int pageSize, CancellationToken cancellation)
        => PagesAsync(async marker => (await cinder.ListVolumesAsync(marker, pageSize, cancellation)).Volumes, volume => volume.Id, pageSize, cancellation);

    public static IAsyncEnumerable<VolumeSnapshot> SnapshotsAsync(this ICinderApi cinder, int pageSize, CancellationToken cancellation)
        => PagesAsync(async marker => (await cinder.ListSnapshotsAsync(marker, pageSize, cancellation)).Snapshots, snapshot => snapshot.Id, pageSize, cancellation);

    private static async IAsyncEnumerable<T> PagesAsync<T>(Func<string?, Task<IReadOnlyList<T>>> list, Func<T, string> idOf, int pageSize, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (string? marker = null; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<T> page = await list(marker);
            foreach (T item in page)
            {
                yield return item;
            }

            if (page.Count < pageSize || idOf(page[^1]) == marker)
            {
                yield break;
            }

            marker = idOf(page[^1]);
        }
    }
}
