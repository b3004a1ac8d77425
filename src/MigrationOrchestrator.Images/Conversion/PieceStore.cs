using System.Threading.Channels;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>The last stage: stores pieces one after the other while the next one is put together.</summary>
internal sealed class PieceStore
{
    /// <summary>One piece is stored while the next is filled; more would only take memory.</summary>
    private const int BufferCount = 2;

    private readonly PipelineOptions _options;
    private readonly Channel<PieceBuffer> _idle = Channel.CreateBounded<PieceBuffer>(BufferCount);
    private readonly Channel<PieceBuffer> _full = Channel.CreateBounded<PieceBuffer>(BufferCount);

    public PieceStore(PipelineOptions options)
    {
        _options = options;
        for (var i = 0; i < BufferCount; i++)
        {
            _idle.Writer.TryWrite(new PieceBuffer());
        }
    }

    /// <summary>Waits for a buffer that is not being stored.</summary>
    public ValueTask<PieceBuffer> TakeAsync(CancellationToken ct) => _idle.Reader.ReadAsync(ct);

    /// <summary>Hands a piece over.</summary>
    public ValueTask PutAsync(PieceBuffer piece, CancellationToken ct) => _full.Writer.WriteAsync(piece, ct);

    /// <summary>No more pieces come.</summary>
    public void Complete() => _full.Writer.Complete();

    public async Task RunAsync(CancellationToken ct)
    {
        await foreach (var piece in _full.Reader.ReadAllAsync(ct))
        {
            if (piece.Length > 0 && _options.Sink is ISparsePieceSink sparse && piece.IsHole)
            {
                await sparse.SkipAsync(piece.Index, piece.Offset, piece.Length, ct);
            }
            else if (piece.Length > 0 && _options.Sink is { } sink)
            {
                await sink.WriteAsync(piece.Index, piece.Offset, piece.Content, ct);
            }

            if (piece.Checkpoint is { } checkpoint && _options.OnCheckpoint is { } persist)
            {
                await persist(checkpoint, ct);
            }

            await _idle.Writer.WriteAsync(piece, ct);
        }
    }
}
