namespace MigrationOrchestrator.Images.Sources;

/// <summary>Keeps the pages that were used last, of one source or of several that share its memory; concurrent misses of one page share one read.</summary>
/// <param name="pageBytes">Bytes in a page.</param>
/// <param name="maxPages">Pages that are kept at most.</param>
internal sealed class PageCache(int pageBytes, int maxPages)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(IRangedSource Source, long Number), LinkedListNode<Page>> _pages = [];
    private readonly LinkedList<Page> _byUse = [];

    /// <summary>The page of a number; the last page of a source is padded with zeros. A page that failed is read again.</summary>
    /// <param name="source">The source.</param>
    /// <param name="number">The page's number, inside the source.</param>
    /// <param name="field">What to name where the source turns out to be shorter than its length.</param>
    /// <param name="ct">Cancels the read, for those too who wait for the same page.</param>
    public Task<byte[]> GetAsync(IRangedSource source, long number, string field, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_pages.TryGetValue((source, number), out var known) && !known.Value.Content.IsFaulted && !known.Value.Content.IsCanceled)
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                return known.Value.Content;
            }

            Forget(known);
            if (_byUse.Count >= maxPages)
            {
                Forget(_byUse.Last);
            }

            var page = new Page(source, number, LoadAsync(source, number, field, ct));
            _pages[(source, number)] = _byUse.AddFirst(page);
            return page.Content;
        }
    }

    private void Forget(LinkedListNode<Page>? page)
    {
        if (page is not null)
        {
            _pages.Remove((page.Value.Source, page.Value.Number));
            _byUse.Remove(page);
        }
    }

    private async Task<byte[]> LoadAsync(IRangedSource source, long number, string field, CancellationToken ct)
    {
        var start = number * pageBytes;
        var length = (int)Math.Min(pageBytes, source.Length - start);
        var page = length == pageBytes ? GC.AllocateUninitializedArray<byte>(pageBytes) : new byte[pageBytes];
        await source.ReadExactlyAsync(start, page.AsMemory(0, length), field, ct);
        return page;
    }

    private sealed record Page(IRangedSource Source, long Number, Task<byte[]> Content);
}
