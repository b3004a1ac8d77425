namespace MigrationOrchestrator.Images;

/// <summary>The guest's view of an image: a disk that can be read at any offset.</summary>
/// <remarks>Safe for concurrent reads. Disposing it releases its buffers; the source stays the caller's.</remarks>
public interface IDiskReader : IAsyncDisposable
{
    /// <summary>The image's format.</summary>
    ImageFormat Format { get; }

    /// <summary>The disk's capacity in bytes, at least 1 and at most <see cref="DiskImage.MaxVirtualSizeBytes"/>.</summary>
    long VirtualSizeBytes { get; }

    /// <summary>Tells what is stored from <paramref name="guestOffset"/> on; a neighbouring extent may be of the same kind.</summary>
    /// <param name="guestOffset">A byte of the disk, from 0 to <see cref="VirtualSizeBytes"/> - 1.</param>
    /// <param name="cancellation">Cancels the look-up.</param>
    /// <exception cref="ImageException">The image's tables are damaged or truncated.</exception>
    ValueTask<DiskExtent> ExtentAtAsync(long guestOffset, CancellationToken cancellation);

    /// <summary>Fills the buffer with the disk's content.</summary>
    /// <param name="guestOffset">First byte.</param>
    /// <param name="buffer">Receives the content; the range must lie inside the disk.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <exception cref="ImageException">The image is damaged or truncated.</exception>
    ValueTask ReadAsync(long guestOffset, Memory<byte> buffer, CancellationToken cancellation);
}
