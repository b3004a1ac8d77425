namespace MigrationOrchestrator.Images;

/// <summary>From where a conversion can go on; all that precedes it is in the sink.</summary>
/// <param name="Fingerprint">Names the source, its length, formats and sizes: a checkpoint is of no use to another conversion.</param>
/// <param name="NextGuestOffset">First guest byte that is not in the sink.</param>
/// <param name="NextPieceIndex">Index of the next piece.</param>
/// <param name="NextOutputOffset">Output byte at which the next piece starts.</param>
/// <param name="State">The writer's and the digest's state, base64.</param>
public sealed record ConversionCheckpoint(
    string Fingerprint, long NextGuestOffset, int NextPieceIndex, long NextOutputOffset, string State);
