using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>
/// What a converter may hand over next: pieces in the order of their numbers, each where the one before it ends, the head of formats that have one
/// (piece 0) last, and checkpoints that say the same as the pieces.
/// </summary>
/// <param name="guestBytes">Capacity of the source in bytes.</param>
/// <param name="maxBytes">Bytes that all pieces may have together.</param>
internal sealed class PieceOrder(long guestBytes, long maxBytes)
{
    /// <summary>Pieces that one object takes (the limit of blocks in a staged object).</summary>
    private const int MaxPieces = 50_000;

    /// <summary>The longest head: the tables of a 64 TiB disk.</summary>
    private const long MaxHeadBytes = 64L << 20;

    /// <summary>The longest piece: 64 MiB and what one more unit of 32 MiB and its tables add.</summary>
    private const int MaxPieceBytes = 128 << 20;

    private int nextIndex = -1;
    private long nextOffset;
    private long guestDone;
    private long headBytes;
    private bool hasHead;

    /// <summary>Length in bytes of the head, which comes last; 0 where there is none.</summary>
    public long HeadBytes => headBytes;

    /// <summary>The output's length so far in bytes.</summary>
    public long LengthBytes => nextOffset;

    /// <summary>Whether the pieces that were taken make up a whole object.</summary>
    public bool IsWhole => nextIndex > 0 && (headBytes == 0 || hasHead);

    /// <summary>Goes on after a checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint, kept by an earlier conversion of the same order.</param>
    /// <param name="head">Bytes that precede piece 1 and come last; 0 where piece 0 came first.</param>
    public void Resume(ConversionCheckpoint checkpoint, long head)
    {
        nextIndex = checkpoint.NextPieceIndex;
        nextOffset = checkpoint.NextOutputOffset;
        guestDone = checkpoint.NextGuestOffset;
        headBytes = head;
    }

    /// <summary>Takes note of a piece before it is stored.</summary>
    /// <exception cref="Durable.FailureException"><c>conversion.protocol</c>.</exception>
    public void Take(int index, long offset, int length)
    {
        if (length is < 1 or > MaxPieceBytes)
        {
            throw ProtocolViolation.Of($"piece {index} of {length} bytes");
        }

        if (hasHead)
        {
            throw ProtocolViolation.Of($"piece {index} after the head, which comes last");
        }

        if (index == 0 && nextIndex > 0)
        {
            hasHead = headBytes > 0 && offset == 0 && length == headBytes ? true : throw ProtocolViolation.Of($"piece 0 again, at {offset} with {length} bytes");
            return;
        }

        if (nextIndex < 0)
        {
            Begin(index, offset);
        }

        if (index != nextIndex || offset != nextOffset || index >= MaxPieces || length > maxBytes - offset)
        {
            throw ProtocolViolation.Of($"piece {index} at {offset} with {length} bytes where piece {nextIndex} at {nextOffset} of at most {maxBytes} bytes in all belongs");
        }

        nextIndex = index + 1;
        nextOffset = offset + length;
    }

    /// <summary>Checks that a checkpoint stands exactly behind the pieces that were taken.</summary>
    /// <exception cref="Durable.FailureException"><c>conversion.protocol</c>.</exception>
    public void Check(ConversionCheckpoint checkpoint)
    {
        long guest = checkpoint.NextGuestOffset;
        if (nextIndex < 1 || hasHead || checkpoint.NextPieceIndex != nextIndex || checkpoint.NextOutputOffset != nextOffset
            || guest <= guestDone || guest > guestBytes || guest % ImageConverter.UnitBytes != 0)
        {
            throw ProtocolViolation.Of($"a checkpoint at guest byte {guest} before piece {checkpoint.NextPieceIndex} at {checkpoint.NextOutputOffset}, where piece {nextIndex} at {nextOffset} comes next");
        }

        guestDone = guest;
    }

    private void Begin(int index, long offset)
    {
        if (index is not (0 or 1) || offset is < 0 or > MaxHeadBytes || (index == 0) != (offset == 0))
        {
            throw ProtocolViolation.Of($"piece {index} at {offset} first");
        }

        (nextIndex, nextOffset, headBytes) = (index, offset, offset);
    }
}
