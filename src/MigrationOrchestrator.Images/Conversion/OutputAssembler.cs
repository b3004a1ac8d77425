using MigrationOrchestrator.Images.Digests;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>Puts slices together in guest order: digest, layout, pieces and checkpoints.</summary>
internal sealed class OutputAssembler
{
    private readonly IImageWriter _writer;
    private readonly PipelineOptions _options;
    private readonly PieceStore _store;
    private readonly GuestDigestTree _digest;
    private readonly long _end;
    private readonly int _minPieceBytes;
    private PieceBuffer _piece = new();

    public OutputAssembler(IImageWriter writer, PipelineOptions options, PieceStore store, long virtualSizeBytes)
    {
        _writer = writer;
        _options = options;
        _store = store;
        _end = SlicePlanner.PaddedSize(virtualSizeBytes);
        _minPieceBytes = Math.Max(options.MinPieceBytes, PieceSize.For(_end));
        _digest = options.ResumeFrom is { } checkpoint ? CheckpointState.Restore(checkpoint, options.Fingerprint, _end, writer) : new GuestDigestTree();
        GuestPosition = options.ResumeFrom?.NextGuestOffset ?? 0;
    }

    /// <summary>Guest bytes that are laid out; where planning starts.</summary>
    public long GuestPosition { get; private set; }

    /// <summary>Takes the first buffer and writes the output's beginning, unless an earlier conversion did.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        if (_options.ResumeFrom is { } checkpoint)
        {
            await OpenPieceAsync(checkpoint.NextPieceIndex, checkpoint.NextOutputOffset, ct);
            return;
        }

        await OpenPieceAsync(_writer.HeadBytes > 0 ? 1 : 0, _writer.HeadBytes, ct);
        _writer.Begin(_piece);
    }

    /// <summary>Appends a slice whose work is done.</summary>
    public async ValueTask AppendAsync(Slice slice, CancellationToken ct)
    {
        if (slice.IsZero)
        {
            await AppendZerosAsync(Slice.Bytes, ct);
            return;
        }

        _digest.Append(slice.Leaf);
        _writer.Append(slice, _piece);
        await AdvanceAsync(Slice.Bytes, ct);
    }

    /// <summary>Appends whole slices of zeros.</summary>
    public async ValueTask AppendZerosAsync(long lengthBytes, CancellationToken ct)
    {
        var end = GuestPosition + lengthBytes;
        while (GuestPosition < end)
        {
            ct.ThrowIfCancellationRequested();
            var unitEnd = (GuestPosition / ImageConverter.UnitBytes + 1) * ImageConverter.UnitBytes;
            var step = (int)(Math.Min(unitEnd, end) - GuestPosition);

            // Unit by unit, because a checkpoint at a unit's end holds the digest up to there.
            _digest.AppendZeros(step / Slice.Bytes);
            _writer.AppendZeros(GuestPosition, step, _piece);
            await AdvanceAsync(step, ct);
        }
    }

    /// <summary>Writes the output's end, and its head where that comes last.</summary>
    public async Task<ConversionResult> FinishAsync(CancellationToken ct)
    {
        _writer.Finish(_piece);
        var length = _piece.Position;
        var pieces = _piece.Length > 0 ? _piece.Index + 1 : _piece.Index;
        await _store.PutAsync(_piece, ct);
        var digest = _digest.Finish();
        if (_writer.HeadBytes > 0)
        {
            await OpenPieceAsync(0, 0, ct, _writer.HeadBytes);
            _writer.WriteHead(_piece.AppendZeros(_writer.HeadBytes), digest);
            await _store.PutAsync(_piece, ct);
        }

        _store.Complete();
        return new ConversionResult(length, _writer.CapacityBytes, pieces, digest, _options.Compressors?.Used ?? []);
    }

    private async ValueTask AdvanceAsync(int lengthBytes, CancellationToken ct)
    {
        GuestPosition += lengthBytes;
        if (GuestPosition % ImageConverter.UnitBytes == 0 || GuestPosition == _end)
        {
            _writer.EndUnit(GuestPosition, _piece);
            if (_piece.Length >= _minPieceBytes && GuestPosition < _end)
            {
                await ClosePieceAsync(ct);
            }
        }

        _options.Progress?.Report(new ConversionProgress(Math.Min(GuestPosition, _writer.CapacityBytes), _writer.CapacityBytes, _piece.Position));
    }

    private async ValueTask ClosePieceAsync(CancellationToken ct)
    {
        var (index, offset) = (_piece.Index + 1, _piece.Position);
        if (_options.OnCheckpoint is not null)
        {
            _piece.Checkpoint = new ConversionCheckpoint(
                _options.Fingerprint, GuestPosition, index, offset, CheckpointState.Save(_writer, _digest));
        }

        await _store.PutAsync(_piece, ct);
        await OpenPieceAsync(index, offset, ct);
    }

    private async ValueTask OpenPieceAsync(int index, long offset, CancellationToken ct, int capacity = 0)
    {
        _piece = await _store.TakeAsync(ct);
        _piece.Reset(index, offset, Math.Max(capacity, _minPieceBytes + _writer.MaxUnitBytes));
    }
}
