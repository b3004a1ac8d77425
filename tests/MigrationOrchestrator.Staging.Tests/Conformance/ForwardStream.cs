namespace MigrationOrchestrator.Staging.Tests.Conformance;

/// <summary>Bytes as a network gives them: forward only, in pieces, and perhaps with an end that nobody wants.</summary>
internal sealed class ForwardStream(Stream bytes, Func<Task>? atEnd = null) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A network stream is read asynchronously.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int found = await bytes.ReadAsync(buffer[..Math.Min(buffer.Length, 60_000)], cancellationToken);
        if (found == 0 && atEnd is not null)
        {
            await atEnd().WaitAsync(cancellationToken);
        }

        return found;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
