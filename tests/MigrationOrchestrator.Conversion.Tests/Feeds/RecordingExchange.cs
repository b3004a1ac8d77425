using System.Collections.Concurrent;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Feeds;

/// <summary>Answers from memory and keeps what it was given; it checks nothing, so that the tests see what the feed itself refuses.</summary>
internal sealed class RecordingExchange(byte[] source, TargetImage? target) : IConversionExchange
{
    public ConversionOrder Order { get; init; } = new(source.Length, ImageFormat.Raw, "test", target);

    public ConcurrentDictionary<int, byte[]> Pieces { get; } = new();

    public ConcurrentQueue<ConversionCheckpoint> Checkpoints { get; } = new();

    public long GuestBytes { get; private set; }

    /// <summary>Completes when reads may be answered.</summary>
    public Task Open { get; init; } = Task.CompletedTask;

    public Func<Exception>? Broken { get; init; }

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        await Open.WaitAsync(cancellation);
        source.AsMemory((int)offset, buffer.Length).CopyTo(buffer);
        return buffer.Length;
    }

    public async Task TakePieceAsync(int index, long offset, int length, Stream content, CancellationToken cancellation)
    {
        byte[] piece = new byte[length];
        await content.ReadExactlyAsync(piece, cancellation);
        Pieces[index] = Broken is { } broken ? throw broken() : piece;
    }

    public Task TakeCheckpointAsync(ConversionCheckpoint checkpoint, CancellationToken cancellation)
    {
        Checkpoints.Enqueue(checkpoint);
        return Task.CompletedTask;
    }

    public void Report(long guestBytes) => GuestBytes = guestBytes;
}
