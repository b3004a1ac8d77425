using System.Buffers.Binary;

namespace MigrationOrchestrator.Images.Sources;

/// <summary>
/// Reads table entries through a bounded cache of 64 KiB pages, so that a table costs no more memory than the cache
/// whatever length its header claims, and is fetched no earlier than an entry of it is needed.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="source">The image file.</param>
/// <param name="pages">Where its pages are kept: the files of one disk share a cache.</param>
internal sealed class MetadataCache(IRangedSource source, PageCache pages)
{
    /// <summary>Bytes in a page; also the size of a default qcow2 L2 table.</summary>
    private const int PageBytes = 64 * 1024;
    private const int MaxPages = 64;

    /// <summary>A cache for the tables of one disk, 4 MiB at most.</summary>
    public static PageCache CreatePages() => new(PageBytes, MaxPages);

    /// <summary>Reads an aligned 8-byte big-endian entry.</summary>
    public async ValueTask<ulong> UInt64BigEndianAsync(long offset, string field, CancellationToken cancellation)
    {
        byte[] page = await PageAsync(offset, sizeof(ulong), field, cancellation);
        return BinaryPrimitives.ReadUInt64BigEndian(page.AsSpan((int)(offset % PageBytes)));
    }

    /// <summary>Reads an aligned 4-byte big-endian entry.</summary>
    public async ValueTask<uint> UInt32BigEndianAsync(long offset, string field, CancellationToken cancellation)
    {
        byte[] page = await PageAsync(offset, sizeof(uint), field, cancellation);
        return BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan((int)(offset % PageBytes)));
    }

    /// <summary>Reads an aligned 4-byte little-endian entry.</summary>
    public async ValueTask<uint> UInt32LittleEndianAsync(long offset, string field, CancellationToken cancellation)
    {
        byte[] page = await PageAsync(offset, sizeof(uint), field, cancellation);
        return BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan((int)(offset % PageBytes)));
    }

    private ValueTask<byte[]> PageAsync(long offset, int width, string field, CancellationToken cancellation)
    {
        source.Require(offset, width, field);
        return offset % width == 0
            ? new ValueTask<byte[]>(pages.GetAsync(source, offset / PageBytes, field, cancellation))
            : throw ImageFault.Corrupt(field, $"a table entry at byte {offset}, which is not a multiple of {width}");
    }
}
