using System.Buffers.Binary;

namespace MigrationOrchestrator.Conversion.Feeds;

/// <summary>
/// The words between a shut-in converter and its host. The converter opens connections and asks, the host answers, one answer to one question;
/// numbers are little-endian.
/// </summary>
/// <remarks>
/// A connection's first byte says what it is for.
/// <list type="bullet">
/// <item><see cref="ReadsRole"/>, several: offset (8), length (4) -> length (4), bytes.</item>
/// <item><see cref="WritesRole"/>, one: the host sends the order (length (4), JSON); then <see cref="Piece"/> index (4), offset (8), length (4), bytes -> <see cref="Done"/>;
/// <see cref="Checkpoint"/> length (4), JSON -> <see cref="Done"/>; <see cref="Progress"/> guest bytes (8) -> nothing.</item>
/// </list>
/// Whatever is out of bounds or order ends the feed.
/// </remarks>
internal static class FeedProtocol
{
    public const byte ReadsRole = (byte)'R';
    public const byte WritesRole = (byte)'W';
    public const byte Piece = 1;
    public const byte Checkpoint = 2;
    public const byte Progress = 3;
    public const byte Done = 1;

    /// <summary>Connections for reads at a time; more are hung up on.</summary>
    public const int MaxReaders = 8;

    /// <summary>The most bytes that one read asks for.</summary>
    public const int MaxReadBytes = 4 << 20;

    /// <summary>The longest piece: 64 MiB and what one more unit adds.</summary>
    public const int MaxPieceBytes = 128 << 20;

    /// <summary>The longest order or checkpoint: the tables of a 64 TiB disk, packed, have about half of it.</summary>
    public const int MaxJsonBytes = 10 << 20;

    /// <summary>Fills a buffer; false where the other side hung up before its first byte.</summary>
    /// <exception cref="EndOfStreamException">It hung up in the middle.</exception>
    public static async ValueTask<bool> TryReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellation)
    {
        int read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return read == buffer.Length ? true
            : read == 0 ? false
            : throw new EndOfStreamException("The other side of the feed hung up within a message.");
    }

    /// <summary>Reads a number.</summary>
    public static async ValueTask<int> ReadInt32Async(Stream stream, CancellationToken cancellation)
    {
        byte[] bytes = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(bytes, cancellation);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    /// <summary>Writes a length and as many bytes.</summary>
    public static async ValueTask WriteBytesAsync(Stream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        await stream.WriteAsync(length, cancellation);
        await stream.WriteAsync(bytes, cancellation);
    }
}
