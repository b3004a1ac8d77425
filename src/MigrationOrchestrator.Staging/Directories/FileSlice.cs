using Microsoft.Win32.SafeHandles;

namespace MigrationOrchestrator.Staging.Directories;

/// <summary>A part of a file as a seekable stream, so that whoever sends it knows its length.</summary>
/// <param name="file">The file; disposed with this.</param>
/// <param name="start">The part's first byte.</param>
/// <param name="length">The part's length in bytes; all of it in the file.</param>
internal sealed class FileSlice(FileStream file, long start, long length) : Stream
{
    private long position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    public static async ValueTask<int> ReadFullyAsync(SafeFileHandle handle, Memory<byte> buffer, long offset, CancellationToken cancellation)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            int found = await RandomAccess.ReadAsync(handle, buffer[done..], offset + done, cancellation);
            if (found == 0)
            {
                break;
            }

            done += found;
        }

        return done;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int found = RandomAccess.Read(file.SafeFileHandle, buffer[..Allowed(buffer.Length)], start + position);
        position += found;
        return found;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int found = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer[..Allowed(buffer.Length)], start + position, cancellationToken);
        position += found;
        return found;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => length,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Allowed(int wanted) => (int)Math.Clamp(length - position, 0, wanted);
}
