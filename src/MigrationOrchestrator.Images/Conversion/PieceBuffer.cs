namespace MigrationOrchestrator.Images.Conversion;

/// <summary>A piece of output while it is put together. Memory that is never written to is never backed by the system.</summary>
internal sealed class PieceBuffer
{
    private byte[] bytes = [];

    /// <summary>Bytes at the end that are zeros but not yet written as such.</summary>
    private int hole;

    public int Index { get; private set; }

    /// <summary>Output byte at which the piece starts.</summary>
    public long Offset { get; private set; }

    public int Length { get; private set; }

    /// <summary>Output byte at which the next byte goes.</summary>
    public long Position => Offset + Length;

    /// <summary>Whether the piece is nothing but a hole.</summary>
    public bool IsHole => hole == Length;

    public ReadOnlyMemory<byte> Content
    {
        get
        {
            FillHole();
            return bytes.AsMemory(0, Length);
        }
    }

    /// <summary>What to persist once this piece is stored.</summary>
    public ConversionCheckpoint? Checkpoint { get; set; }

    /// <summary>Starts a new piece.</summary>
    public void Reset(int index, long offset, int capacity)
    {
        if (bytes.Length < capacity)
        {
            bytes = GC.AllocateUninitializedArray<byte>(capacity);
        }

        Index = index;
        Offset = offset;
        Length = 0;
        hole = 0;
        Checkpoint = null;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        FillHole();
        bytes.CopyTo(this.bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Appends zero bytes and returns them to be filled in.</summary>
    public Span<byte> AppendZeros(int count)
    {
        FillHole();
        Span<byte> span = bytes.AsSpan(Length, count);
        span.Clear();
        Length += count;
        return span;
    }

    /// <summary>Appends zeros that need not be written where the sink keeps holes.</summary>
    public void AppendHole(int count)
    {
        Length += count;
        hole += count;
    }

    /// <summary>Appends zeros up to the next multiple of <paramref name="alignment"/> of the output.</summary>
    public void AlignTo(int alignment)
    {
        int excess = (int)(Position % alignment);
        if (excess != 0)
        {
            AppendZeros(alignment - excess);
        }
    }

    private void FillHole()
    {
        bytes.AsSpan(Length - hole, hole).Clear();
        hole = 0;
    }
}
