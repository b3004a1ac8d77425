using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Feeds;

/// <summary>Hands a shut-in converter's output to its host, and learns from it what to do.</summary>
internal sealed class FeedSink : IPieceSink, IProgress<ConversionProgress>, IAsyncDisposable
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    private readonly Stream connection;
    private readonly SemaphoreSlim turn = new(1, 1);
    private long shownTicks;
    private long guestBytes;

    private FeedSink(Stream connection, ConversionOrder order)
    {
        this.connection = connection;
        Order = order;
    }

    /// <summary>What to do.</summary>
    public ConversionOrder Order { get; }

    /// <summary>Connects and takes the order.</summary>
    public static async Task<FeedSink> OpenAsync(string address, CancellationToken cancellation)
    {
        Stream connection = await FeedConnection.OpenAsync(address, FeedProtocol.WritesRole, cancellation);
        byte[] json = new byte[Math.Clamp(await FeedProtocol.ReadInt32Async(connection, cancellation), 0, FeedProtocol.MaxJsonBytes)];
        await connection.ReadExactlyAsync(json, cancellation);
        return new FeedSink(connection, JsonSerializer.Deserialize<ConversionOrder>(json, DurableJson.Options) ?? throw new InvalidDataException("The feed gave no order."));
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(int index, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        byte[] head = new byte[1 + sizeof(int) + sizeof(long) + sizeof(int)];
        head[0] = FeedProtocol.Piece;
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(1), index);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(1 + sizeof(int)), offset);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(1 + sizeof(int) + sizeof(long)), content.Length);
        await SendAsync(head, content, cancellation);
    }

    /// <summary>Has a checkpoint kept.</summary>
    public async ValueTask KeepAsync(ConversionCheckpoint checkpoint, CancellationToken cancellation)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(checkpoint, DurableJson.Options);
        byte[] head = new byte[1 + sizeof(int)];
        head[0] = FeedProtocol.Checkpoint;
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(1), json.Length);
        await SendAsync(head, json, cancellation);
    }

    /// <summary>Shows how far it is, now and then, and never waits for its turn: what is skipped is told next time.</summary>
    public void Report(ConversionProgress value)
    {
        Interlocked.Exchange(ref guestBytes, value.GuestBytesDone);
        if (Stopwatch.GetElapsedTime(Interlocked.Read(ref shownTicks)) < ProgressInterval || !turn.Wait(0))
        {
            return;
        }

        try
        {
            shownTicks = Stopwatch.GetTimestamp();
            byte[] message = new byte[1 + sizeof(long)];
            message[0] = FeedProtocol.Progress;
            BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(1), Interlocked.Read(ref guestBytes));
            connection.Write(message);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        turn.Dispose();
    }

    /// <summary>Sends a message and waits for the host to say that it is done.</summary>
    private async Task SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await connection.WriteAsync(head, cancellation);
            await connection.WriteAsync(content, cancellation);
            await connection.ReadExactlyAsync(new byte[1], cancellation);
        }
        finally
        {
            turn.Release();
        }
    }
}
