namespace MigrationOrchestrator.Images.Conversion;

/// <summary>
/// The least bytes of a piece, one number for a whole conversion: a staged object takes 50,000 blocks, which the output
/// must fit into even if nothing of the disk can be compressed.
/// </summary>
internal static class PieceSize
{
    /// <summary>Pieces for the disk's content; the rest is left for tables, padding and the head.</summary>
    private const int Pieces = 48_000;

    /// <summary>50,000 pieces of 44 MiB hold the 2 TiB at which a streamOptimized file ends; larger ones would only take memory.</summary>
    private const int LargestBytes = 44 << 20;

    /// <summary>The least bytes of a piece for a disk; a caller may ask for more.</summary>
    /// <param name="diskBytes">The disk's size.</param>
    public static int For(long diskBytes) => (int)Math.Min(diskBytes / Pieces + 1, LargestBytes);
}
