namespace MigrationOrchestrator.Images;

/// <summary>What a conversion wrote.</summary>
/// <param name="LengthBytes">The output's exact length: what <c>ovf:size</c> must say.</param>
/// <param name="VirtualSizeBytes">The capacity that the output declares: what <c>ovf:capacity</c> must say.</param>
/// <param name="PieceCount">Pieces in the sink.</param>
/// <param name="GuestDigest">Digest of the source's guest content.</param>
/// <param name="Compressors">Libraries and levels used, such as <c>libdeflate 5</c>; empty where nothing is compressed.</param>
public sealed record ConversionResult(
    long LengthBytes, long VirtualSizeBytes, int PieceCount, GuestDigest GuestDigest, IReadOnlyList<string> Compressors);
