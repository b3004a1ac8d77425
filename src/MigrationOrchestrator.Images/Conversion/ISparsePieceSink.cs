namespace MigrationOrchestrator.Images;

/// <summary>A sink that can leave holes, so that the empty terabytes of a raw disk are not written.</summary>
public interface ISparsePieceSink : IPieceSink
{
    /// <summary>Takes note of a piece that is all zeros instead of writing it.</summary>
    /// <param name="index">The piece's number.</param>
    /// <param name="offset">The output's byte at which the piece starts.</param>
    /// <param name="lengthBytes">Length of the piece.</param>
    /// <param name="cancellation">Cancels the call.</param>
    ValueTask SkipAsync(int index, long offset, long lengthBytes, CancellationToken cancellation);
}
