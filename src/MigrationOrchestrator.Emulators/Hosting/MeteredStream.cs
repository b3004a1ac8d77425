using MigrationOrchestrator.Emulators.Faults;

namespace MigrationOrchestrator.Emulators.Hosting;

/// <summary>A request's or answer's body on the wire: counts its bytes, keeps to the bandwidth, and breaks off where a fault says so.</summary>
internal sealed class MeteredStream(Stream inner, BandwidthLimit bandwidth) : Stream
{
    private long passed;

    /// <summary>Bytes that have passed.</summary>
    public long Passed => Interlocked.Read(ref passed);

    /// <summary>How many bytes pass before <see cref="Break"/> is called; null for all.</summary>
    public long? BreakAfter { get; set; }

    /// <summary>Breaks the connection.</summary>
    public Action? Break { get; set; }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int wanted = Allowed(Math.Min(buffer.Length, BandwidthLimit.PieceBytes));
        if (wanted == 0 && buffer.Length > 0)
        {
            throw Broken();
        }

        int read = await inner.ReadAsync(buffer[..wanted], cancellationToken);
        Interlocked.Add(ref passed, read);
        await bandwidth.PassAsync(read, cancellationToken);
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            int wanted = Allowed(Math.Min(buffer.Length, BandwidthLimit.PieceBytes));
            if (wanted == 0)
            {
                await inner.FlushAsync(cancellationToken);
                throw Broken();
            }

            await bandwidth.PassAsync(wanted, cancellationToken);
            await inner.WriteAsync(buffer[..wanted], cancellationToken);
            Interlocked.Add(ref passed, wanted);
            buffer = buffer[wanted..];
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int Allowed(int wanted) => BreakAfter is { } limit ? (int)Math.Min(wanted, limit - passed) : wanted;

    private IOException Broken()
    {
        Break?.Invoke();
        return new IOException("The connection was broken by a fault rule.");
    }
}
