namespace MigrationOrchestrator.Images;

/// <summary>The bytes of one image file, readable at any offset: a local file, a staged object, an HTTP range.</summary>
/// <remarks>
/// Reads may run concurrently. A read may wait until its range has arrived: readers ask for metadata first and then,
/// when driven by the converter, for guest ranges in ascending order.
/// </remarks>
public interface IRangedSource : IAsyncDisposable
{
    /// <summary>Length of the file in bytes, known before the first read and constant.</summary>
    long Length { get; }

    /// <summary>Reads bytes that start at <paramref name="offset"/>; fewer than asked for is allowed.</summary>
    /// <param name="offset">First byte wanted, from 0 to <see cref="Length"/>.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>Number of bytes read; 0 only at the end of the file or for an empty buffer.</returns>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation);
}
