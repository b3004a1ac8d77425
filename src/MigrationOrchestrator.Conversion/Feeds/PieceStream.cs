namespace MigrationOrchestrator.Conversion.Feeds;

/// <summary>The bytes of one piece on a connection: forward only, and never a byte of what follows.</summary>
/// <param name="connection">The connection.</param>
/// <param name="length">The piece's length in bytes.</param>
internal sealed class PieceStream(Stream connection, int length) : Stream
{
    private int left = length;

    /// <summary>Whether all bytes were read.</summary>
    public bool IsRead => left == 0;

    /// <summary>Whether the other side hung up within the piece.</summary>
    public bool BrokeOff { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Memory<byte> wanted = buffer[..Math.Min(buffer.Length, left)];
        if (wanted.Length == 0)
        {
            return 0;
        }

        try
        {
            int read = await connection.ReadAsync(wanted, cancellationToken);
            BrokeOff = read == 0;
            left -= read;
            return read;
        }
        catch (IOException)
        {
            BrokeOff = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
