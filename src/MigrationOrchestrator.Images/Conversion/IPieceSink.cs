namespace MigrationOrchestrator.Images;

/// <summary>Takes a conversion's output, such as the numbered blocks of a staged object.</summary>
/// <remarks>
/// Indexes run from 0 without gaps, each piece starts where the one before it ends, and writes never overlap in time.
/// Pieces come in order with one exception: formats whose head depends on all that follows (VMDK, qcow2, dynamic VHD) write
/// piece 0 last. After a resumed conversion a piece may come again, possibly with other bytes: the later one counts.
/// </remarks>
public interface IPieceSink
{
    /// <summary>Stores a piece; when this returns, a checkpoint may rely on it.</summary>
    /// <param name="index">The piece's number, the identity under which it is stored.</param>
    /// <param name="offset">The output's byte at which the piece starts.</param>
    /// <param name="content">The bytes, valid until this returns.</param>
    /// <param name="cancellation">Cancels the write.</param>
    ValueTask WriteAsync(int index, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellation);
}
