namespace MigrationOrchestrator.Images.Sources;

/// <summary>Keeps the pages that were used last, of one source or of several that share its memory; concurrent misses of one page share one read.</summary>
/// <param name="pageBytes">Bytes in a page.</param>
/// <param name="maxPages">Pages that are kept at most.</param>
internal sealed class PageCache(int pageBytes, int maxPages)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(IRangedSource Source, long Number), LinkedListNode<Page>> pages = [];
    private readonly LinkedList<Page> byUse = [];

    /// <summary>The page of a number; the last page of a source is padded with zeros. A page that failed is read again.</summary>
    /// <param name="source">The source.</param>
    /// <param name="number">The page's number, inside the source.</param>
    /// <param name="field">What to name where the source turns out to be shorter than its length.</param>
    /// <param name="cancellation">Cancels the read, for those too who wait for the same page.</param>
    public Task<byte[]> GetAsync(IRangedSource source, long number, string field, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (pages.TryGetValue((source, number), out LinkedListNode<Page>? known) && !known.Value.Content.IsFaulted && !known.Value.Content.IsCanceled)
            {
                byUse.Remove(known);
                byUse.AddFirst(known);
                return known.Value.Content;
            }

            Forget(known);
            if (byUse.Count >= maxPages)
            {
                Forget(byUse.Last);
            }

            Page page = new(source, number, LoadAsync(source, number, field, cancellation));
            pages[(source, number)] = byUse.AddFirst(page);
            return page.Content;
        }
    }

    private void Forget(LinkedListNode<Page>? page)
    {
        if (page is not null)
        {
            pages.Remove((page.Value.Source, page.Value.Number));
            byUse.Remove(page);
        }
    }

    private async Task<byte[]> LoadAsync(IRangedSource source, long number, string field, CancellationToken cancellation)
    {
        long start = number * pageBytes;
        int length = (int)Math.Min(pageBytes, source.Length - start);
        byte[] page = length == pageBytes ? GC.AllocateUninitializedArray<byte>(pageBytes) : new byte[pageBytes];
        await source.ReadExactlyAsync(start, page.AsMemory(0, length), field, cancellation);
        return page;
    }

    private sealed record Page(IRangedSource Source, long Number, Task<byte[]> Content);
}
