namespace MigrationOrchestrator.Migrations.Tests.DiskMigration;

/// <summary>A source's stream that stops at a byte until it may go on.</summary>
internal sealed class SlowDisk(Stream inner, long stop, Func<CancellationToken, Task> goOn) : Stream
{
    private long position;
    private bool hasStopped;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= stop && !hasStopped)
        {
            hasStopped = true;
            await goOn(cancellationToken);
        }

        int read = await inner.ReadAsync(position < stop ? buffer[..(int)Math.Min(buffer.Length, stop - position)] : buffer, cancellationToken);
        position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
