namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>Bytes in memory as a source; reads complete on the caller's thread.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> content) : IRangedSource
{
    public long Length => content.Length;

    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int length = (int)Math.Min(buffer.Length, content.Length - offset);
        content.Slice((int)offset, length).CopyTo(buffer);
        return ValueTask.FromResult(length);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
