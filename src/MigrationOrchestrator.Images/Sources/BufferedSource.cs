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

    private readonly IRangedSource _source;
    private readonly PageCache _pages;
    private readonly CancellationTokenSource _stop = new();
    private Task _ahead = Task.CompletedTask;

    /// <summary>Wraps a source.</summary>
    /// <param name="source">The distant source.</param>
    public BufferedSource(IRangedSource source)
    {
        _source = source;
        _pages = new PageCache(PageBytes, MaxPages);
    }

    /// <inheritdoc/>
    public long Length => _source.Length;

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
    {
        if (offset >= Length || buffer.Length == 0)
        {
            return 0;
        }

        var (number, inPage) = Math.DivRem(offset, PageBytes);

        // A page serves several readers, so it is this source's end that cancels it and not one reader's.
        var page = _pages.GetAsync(_source, number, "source", _stop.Token);
        if ((number + 1) * PageBytes < Length)
        {
            _ahead = _pages.GetAsync(_source, number + 1, "source", _stop.Token);
        }

        var bytes = await page.WaitAsync(ct);
        var length = (int)Math.Min(buffer.Length, Math.Min(PageBytes - inPage, Length - offset));
        bytes.AsMemory((int)inPage, length).CopyTo(buffer);
        return length;
    }

    /// <summary>Stops reading ahead and closes the source.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _ahead.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        await _source.DisposeAsync();
    }
}
