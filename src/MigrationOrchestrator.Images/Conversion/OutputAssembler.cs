using MigrationOrchestrator.Images.Digests;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>Puts slices together in guest order: digest, layout, pieces and checkpoints.</summary>
internal sealed class OutputAssembler
{
    private readonly IImageWriter writer;
    private readonly PipelineOptions options;
    private readonly PieceStore store;
    private readonly GuestDigestTree digest;
    private readonly long end;
    private readonly int minPieceBytes;
    private PieceBuffer piece = new();

    public OutputAssembler(IImageWriter writer, PipelineOptions options, PieceStore store, long virtualSizeBytes)
    {
        this.writer = writer;
        this.options = options;
        this.store = store;
        end = SlicePlanner.PaddedSize(virtualSizeBytes);
        minPieceBytes = Math.Max(options.MinPieceBytes, PieceSize.For(end));
        digest = options.ResumeFrom is { } checkpoint ? CheckpointState.Restore(checkpoint, options.Fingerprint, end, writer) : new GuestDigestTree();
        GuestPosition = options.ResumeFrom?.NextGuestOffset ?? 0;
    }

    /// <summary>Guest bytes that are laid out; where planning starts.</summary>
    public long GuestPosition { get; private set; }

    /// <summary>Takes the first buffer and writes the output's beginning, unless an earlier conversion did.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (options.ResumeFrom is { } checkpoint)
        {
            await OpenPieceAsync(checkpoint.NextPieceIndex, checkpoint.NextOutputOffset, cancellation);
            return;
        }

        await OpenPieceAsync(writer.HeadBytes > 0 ? 1 : 0, writer.HeadBytes, cancellation);
        writer.Begin(piece);
    }

    /// <summary>Appends a slice whose work is done.</summary>
    public async ValueTask AppendAsync(Slice slice, CancellationToken cancellation)
    {
        if (slice.IsZero)
        {
            await AppendZerosAsync(Slice.Bytes, cancellation);
            return;
        }

        digest.Append(slice.Leaf);
        writer.Append(slice, piece);
        await AdvanceAsync(Slice.Bytes, cancellation);
    }

    /// <summary>Appends whole slices of zeros.</summary>
    public async ValueTask AppendZerosAsync(long lengthBytes, CancellationToken cancellation)
    {
        long end = GuestPosition + lengthBytes;
        while (GuestPosition < end)
        {
            cancellation.ThrowIfCancellationRequested();
            long unitEnd = (GuestPosition / ImageConverter.UnitBytes + 1) * ImageConverter.UnitBytes;
            int step = (int)(Math.Min(unitEnd, end) - GuestPosition);

            // Unit by unit, because a checkpoint at a unit's end holds the digest up to there.
            digest.AppendZeros(step / Slice.Bytes);
            writer.AppendZeros(GuestPosition, step, piece);
            await AdvanceAsync(step, cancellation);
        }
    }

    /// <summary>Writes the output's end, and its head where that comes last.</summary>
    public async Task<ConversionResult> FinishAsync(CancellationToken cancellation)
    {
        writer.Finish(piece);
        long length = piece.Position;
        int pieces = piece.Length > 0 ? piece.Index + 1 : piece.Index;
        await store.PutAsync(piece, cancellation);
        GuestDigest digest = this.digest.Finish();
        if (writer.HeadBytes > 0)
        {
            await OpenPieceAsync(0, 0, cancellation, writer.HeadBytes);
            writer.WriteHead(piece.AppendZeros(writer.HeadBytes), digest);
            await store.PutAsync(piece, cancellation);
        }

        store.Complete();
        return new ConversionResult(length, writer.CapacityBytes, pieces, digest, options.Compressors?.Used ?? []);
    }

    private async ValueTask AdvanceAsync(int lengthBytes, CancellationToken cancellation)
    {
        GuestPosition += lengthBytes;
        if (GuestPosition % ImageConverter.UnitBytes == 0 || GuestPosition == end)
        {
            writer.EndUnit(GuestPosition, piece);
            if (piece.Length >= minPieceBytes && GuestPosition < end)
            {
                await ClosePieceAsync(cancellation);
            }
        }

        options.Progress?.Report(new ConversionProgress(Math.Min(GuestPosition, writer.CapacityBytes), writer.CapacityBytes, piece.Position));
    }

    private async ValueTask ClosePieceAsync(CancellationToken cancellation)
    {
        (int index, long offset) = (piece.Index + 1, piece.Position);
        if (options.OnCheckpoint is not null)
        {
            piece.Checkpoint = new ConversionCheckpoint(
                options.Fingerprint, GuestPosition, index, offset, CheckpointState.Save(writer, digest));
        }

        await store.PutAsync(piece, cancellation);
        await OpenPieceAsync(index, offset, cancellation);
    }

    private async ValueTask OpenPieceAsync(int index, long offset, CancellationToken cancellation, int capacity = 0)
    {
        piece = await store.TakeAsync(cancellation);
        piece.Reset(index, offset, Math.Max(capacity, minPieceBytes + writer.MaxUnitBytes));
    }
}
