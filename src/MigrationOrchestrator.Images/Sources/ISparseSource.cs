namespace MigrationOrchestrator.Images;

/// <summary>A source that knows where it has holes, so that sparse terabytes of a raw image need not be read.</summary>
/// <remarks>Local files know them. Staged objects and HTTP ranges do not: their zeros are read.</remarks>
public interface ISparseSource : IRangedSource
{
    /// <summary>Tells whether the byte at <paramref name="offset"/> lies in a hole, and how far that state reaches.</summary>
    /// <param name="offset">A byte of the source, from 0 to <see cref="IRangedSource.Length"/> - 1.</param>
    /// <returns>Length in bytes of the run from <paramref name="offset"/> on (at least 1) and whether it reads as zeros.</returns>
    (long LengthBytes, bool IsHole) RunAt(long offset);
}
