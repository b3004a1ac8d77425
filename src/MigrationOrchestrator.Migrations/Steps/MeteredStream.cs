using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Migrations.Steps;

/// <summary>A forward-only view of a stream that counts what is read of it.</summary>
/// <param name="inner">The stream.</param>
/// <param name="meter">Where it is counted.</param>
/// <param name="breakOff">
/// Breaks its reader off between two reads: for bytes on their way to a cloud, where the requests around them must not be torn, as one of them may
/// be creating something.
/// </param>
internal sealed class MeteredStream(Stream inner, ProgressBoard.Meter meter, CancellationToken breakOff = default) : Stream
{
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => read;
        set => throw new NotSupportedException();
    }

    /// <summary>Takes back what was counted, after a try that broke.</summary>
    public void TakeBack()
    {
        meter.Add(-read);
        read = 0;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        breakOff.ThrowIfCancellationRequested();
        return Counted(inner.Read(buffer, offset, count));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        breakOff.ThrowIfCancellationRequested();
        return Counted(await inner.ReadAsync(buffer, cancellationToken));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(int bytes)
    {
        read += bytes;
        meter.Add(bytes);
        return bytes;
    }
}
