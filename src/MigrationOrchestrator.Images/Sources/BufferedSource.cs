using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images;

/// <summary>
/// Puts a distant source (HTTP ranges, blobs) behind a few large pages and fetches the next page ahead, so that the small
/// reads of the formats do not each cost a round trip. Local files need none of this.
/// </summary>
/// <remarks>Safe for concurrent reads. It owns the source and closes it. Holds at most 8 pages of 4 MiB.</remarks>
public sealed class BufferedSource : IRangedSource
{
    private const int PageBytes = 4 << 20;
    private const int MaxPages = 8;

    private readonly IRangedSource source;
    private readonly PageCache pages;
    private readonly CancellationTokenSource stop = new();
    private Task ahead = Task.CompletedTask;

    /// <summary>Wraps a source.</summary>
    /// <param name="source">The distant source.</param>
    public BufferedSource(IRangedSource source)
    {
        this.source = source;
        pages = new PageCache(PageBytes, MaxPages);
    }

    /// <inheritdoc/>
    public long Length => source.Length;

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        if (offset >= Length || buffer.Length == 0)
        {
            return 0;
        }

        (long number, long inPage) = Math.DivRem(offset, PageBytes);

        // A page serves several readers, so it is this source's end that cancels it and not one reader's.
        Task<byte[]> page = pages.GetAsync(source, number, "source", stop.Token);
        if ((number + 1) * PageBytes < Length)
        {
            ahead = pages.GetAsync(source, number + 1, "source", stop.Token);
        }

        byte[] bytes = await page.WaitAsync(cancellation);
        int length = (int)Math.Min(buffer.Length, Math.Min(PageBytes - inPage, Length - offset));
        bytes.AsMemory((int)inPage, length).CopyTo(buffer);
        return length;
    }

    /// <summary>Stops reading ahead and closes the source.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await ahead.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        await source.DisposeAsync();
    }
}
