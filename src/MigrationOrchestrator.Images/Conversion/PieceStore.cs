using System.Threading.Channels;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>The last stage: stores pieces one after the other while the next one is put together.</summary>
internal sealed class PieceStore
{
    /// <summary>One piece is stored while the next is filled; more would only take memory.</summary>
    private const int BufferCount = 2;

    private readonly PipelineOptions options;
    private readonly Channel<PieceBuffer> idle = Channel.CreateBounded<PieceBuffer>(BufferCount);
    private readonly Channel<PieceBuffer> full = Channel.CreateBounded<PieceBuffer>(BufferCount);

    public PieceStore(PipelineOptions options)
    {
        this.options = options;
        for (int i = 0; i < BufferCount; i++)
        {
            idle.Writer.TryWrite(new PieceBuffer());
        }
    }

    /// <summary>Waits for a buffer that is not being stored.</summary>
    public ValueTask<PieceBuffer> TakeAsync(CancellationToken cancellation) => idle.Reader.ReadAsync(cancellation);

    /// <summary>Hands a piece over.</summary>
    public ValueTask PutAsync(PieceBuffer piece, CancellationToken cancellation) => full.Writer.WriteAsync(piece, cancellation);

    /// <summary>No more pieces come.</summary>
    public void Complete() => full.Writer.Complete();

    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (PieceBuffer piece in full.Reader.ReadAllAsync(cancellation))
        {
            if (piece.Length > 0 && options.Sink is ISparsePieceSink sparse && piece.IsHole)
            {
                await sparse.SkipAsync(piece.Index, piece.Offset, piece.Length, cancellation);
            }
            else if (piece.Length > 0 && options.Sink is { } sink)
            {
                await sink.WriteAsync(piece.Index, piece.Offset, piece.Content, cancellation);
            }

            if (piece.Checkpoint is { } checkpoint && options.OnCheckpoint is { } persist)
            {
                await persist(checkpoint, cancellation);
            }

            await idle.Writer.WriteAsync(piece, cancellation);
        }
    }
}
