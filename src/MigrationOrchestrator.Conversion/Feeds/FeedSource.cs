using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.Conversion.Feeds;

/// <summary>The source image as a shut-in converter reads it: through a few connections, so that a read which waits holds up no other.</summary>
/// <param name="address">The socket.</param>
/// <param name="length">The source's length in bytes.</param>
internal sealed class FeedSource(string address, long length) : IRangedSource
{
    private readonly SemaphoreSlim free = new(FeedProtocol.MaxReaders, FeedProtocol.MaxReaders);
    private readonly ConcurrentBag<NetworkStream> idle = [];

    /// <inheritdoc/>
    public long Length => length;

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        if (offset >= length || buffer.Length == 0)
        {
            return 0;
        }

        await free.WaitAsync(cancellation);
        try
        {
            if (!idle.TryTake(out NetworkStream? connection))
            {
                connection = await FeedConnection.OpenAsync(address, FeedProtocol.ReadsRole, cancellation);
            }

            int read = await AskAsync(connection, offset, buffer[..Math.Min(buffer.Length, FeedProtocol.MaxReadBytes)], cancellation);
            idle.Add(connection);
            return read;
        }
        finally
        {
            free.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (idle.TryTake(out NetworkStream? connection))
        {
            await connection.DisposeAsync();
        }

        free.Dispose();
    }

    private static async Task<int> AskAsync(NetworkStream connection, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            byte[] question = new byte[sizeof(long) + sizeof(int)];
            BinaryPrimitives.WriteInt64LittleEndian(question, offset);
            BinaryPrimitives.WriteInt32LittleEndian(question.AsSpan(sizeof(long)), buffer.Length);
            await connection.WriteAsync(question, cancellation);
            int read = await FeedProtocol.ReadInt32Async(connection, cancellation);
            if (read < 1 || read > buffer.Length)
            {
                throw new InvalidDataException($"The feed answered a read of {buffer.Length} bytes with {read}.");
            }

            await connection.ReadExactlyAsync(buffer[..read], cancellation);
            return read;
        }
        catch
        {
            // What is left in it would answer another question.
            await connection.DisposeAsync();
            throw;
        }
    }
}
