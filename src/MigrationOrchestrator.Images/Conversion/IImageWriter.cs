using MigrationOrchestrator.Images.Compression;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>
/// Lays out one output format. <see cref="Encode"/> runs concurrently, all else in guest order on one thread at a time.
/// </summary>
internal interface IImageWriter
{
    /// <summary>The capacity that the output declares, at least the source's.</summary>
    long CapacityBytes { get; }

    /// <summary>Encoding of the output's blocks, or null where nothing is compressed.</summary>
    BlockEncoding? Compression { get; }

    /// <summary>The most bytes that <see cref="Encode"/> may write for a slice; 0 where content is stored as it is.</summary>
    int MaxEncodedBytes { get; }

    /// <summary>The most bytes that one unit of 32 MiB can add to the output, its tables included.</summary>
    int MaxUnitBytes { get; }

    /// <summary>Length of the head that is written last, as piece 0; 0 where the output starts with its first bytes.</summary>
    int HeadBytes => 0;

    /// <summary>Writes what precedes the first block.</summary>
    void Begin(PieceBuffer output);

    /// <summary>Encodes a slice that is not all zeros into its own buffer.</summary>
    void Encode(Slice slice, IBlockCompressor? compressor);

    /// <summary>Appends an encoded slice.</summary>
    void Append(Slice slice, PieceBuffer output);

    /// <summary>Takes note of zeros within one unit.</summary>
    void AppendZeros(long guestOffset, int length, PieceBuffer output);

    /// <summary>Completes the tables of the unit that ends before <paramref name="guestOffset"/>.</summary>
    void EndUnit(long guestOffset, PieceBuffer output);

    /// <summary>Writes what follows the last block.</summary>
    void Finish(PieceBuffer output);

    /// <summary>Writes the head, <see cref="HeadBytes"/> zeroed bytes, now that the content's digest is known.</summary>
    void WriteHead(Span<byte> head, GuestDigest content)
    {
    }

    /// <summary>Writes what a later process needs to go on after the last completed unit.</summary>
    void Save(BinaryWriter state);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    void Restore(BinaryReader state);
}
