namespace MigrationOrchestrator.Images.Sources;

/// <summary>A part of a source as a source of its own; it does not own the whole.</summary>
internal sealed class SourceWindow(IRangedSource source, long start, long length) : IRangedSource
{
    public long Length => length;

    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation) =>
        source.ReadAsync(start + offset, buffer[..(int)Math.Min(buffer.Length, length - offset)], cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
