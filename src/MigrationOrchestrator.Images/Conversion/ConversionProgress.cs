namespace MigrationOrchestrator.Images;

/// <summary>How far a conversion has come.</summary>
/// <param name="GuestBytesDone">Guest bytes that are read and written, unallocated ones included.</param>
/// <param name="GuestBytesTotal">The disk's capacity in bytes.</param>
/// <param name="OutputBytes">Bytes of output so far.</param>
public readonly record struct ConversionProgress(long GuestBytesDone, long GuestBytesTotal, long OutputBytes);
