using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>
/// The host's side of a conversion that is fed: gives the source's bytes and takes the output's pieces. Whoever asks decodes a hostile image and
/// may be its puppet: nothing that it says is believed before it was checked.
/// </summary>
public interface IConversionExchange
{
    /// <summary>What the converter is told first.</summary>
    ConversionOrder Order { get; }

    /// <summary>Reads bytes of the source.</summary>
    /// <param name="offset">First byte, inside the source.</param>
    /// <param name="buffer">Receives at least one byte.</param>
    /// <param name="cancellation">The job has ended, or nobody wants it any more.</param>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Takes a piece of the output; it is durable once this returns.</summary>
    /// <param name="index">The piece's number.</param>
    /// <param name="offset">The output's byte at which it starts.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="content">Its bytes; read no further than its length.</param>
    /// <param name="cancellation">The job has ended, or nobody wants it any more.</param>
    /// <exception cref="Durable.FailureException"><c>conversion.protocol</c>: the piece is not the one that comes next, or too large.</exception>
    Task TakePieceAsync(int index, long offset, int length, Stream content, CancellationToken cancellation);

    /// <summary>Keeps a checkpoint; the pieces before it are durable.</summary>
    /// <param name="checkpoint">From where another job can go on.</param>
    /// <param name="cancellation">The job has ended, or nobody wants it any more.</param>
    /// <exception cref="Durable.FailureException"><c>conversion.protocol</c>: it contradicts the pieces that were taken.</exception>
    Task TakeCheckpointAsync(ConversionCheckpoint checkpoint, CancellationToken cancellation);

    /// <summary>Takes note of the guest bytes that are done; only shown, never relied on.</summary>
    void Report(long guestBytes);
}
