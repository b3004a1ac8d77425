using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Feeds;

/// <summary>Answers one connection of a converter that may be a hostile image's puppet: every number is checked before anything is done about it.</summary>
/// <param name="exchange">Who knows the answers.</param>
internal sealed class FeedAnswers(IConversionExchange exchange)
{
    /// <summary>Answers reads until the converter hangs up.</summary>
    /// <exception cref="FailureException"><c>conversion.protocol</c>, or what the store says.</exception>
    public async Task ServeReadsAsync(Stream connection, CancellationToken cancellation)
    {
        byte[] question = new byte[sizeof(long) + sizeof(int)];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FeedProtocol.MaxReadBytes);
        try
        {
            while (await FeedProtocol.TryReadAsync(connection, question, cancellation))
            {
                long offset = BinaryPrimitives.ReadInt64LittleEndian(question);
                int length = BinaryPrimitives.ReadInt32LittleEndian(question.AsSpan(sizeof(long)));
                if (offset < 0 || offset >= exchange.Order.SourceBytes || length is < 1 or > FeedProtocol.MaxReadBytes)
                {
                    throw ProtocolViolation.Of($"a read of {length} bytes at {offset} of a source of {exchange.Order.SourceBytes}");
                }

                int read = await exchange.ReadAsync(offset, buffer.AsMemory(0, (int)Math.Min(length, exchange.Order.SourceBytes - offset)), cancellation);
                await FeedProtocol.WriteBytesAsync(connection, buffer.AsMemory(0, read), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Sends the order and takes pieces and checkpoints until the converter hangs up.</summary>
    /// <exception cref="FailureException"><c>conversion.protocol</c>, or what the store says.</exception>
    public async Task ServeWritesAsync(Stream connection, CancellationToken cancellation)
    {
        await FeedProtocol.WriteBytesAsync(connection, JsonSerializer.SerializeToUtf8Bytes(exchange.Order, DurableJson.Options), cancellation);
        byte[] kind = new byte[1];
        while (await FeedProtocol.TryReadAsync(connection, kind, cancellation))
        {
            switch (kind[0])
            {
                case FeedProtocol.Piece:
                    await TakePieceAsync(connection, cancellation);
                    break;
                case FeedProtocol.Checkpoint:
                    await TakeCheckpointAsync(connection, cancellation);
                    break;
                case FeedProtocol.Progress:
                    byte[] guestBytes = new byte[sizeof(long)];
                    await connection.ReadExactlyAsync(guestBytes, cancellation);
                    exchange.Report(BinaryPrimitives.ReadInt64LittleEndian(guestBytes));
                    break;
                default:
                    throw ProtocolViolation.Of($"a message of kind {kind[0]}");
            }
        }
    }

    private async Task TakePieceAsync(Stream connection, CancellationToken cancellation)
    {
        byte[] head = new byte[sizeof(int) + sizeof(long) + sizeof(int)];
        await connection.ReadExactlyAsync(head, cancellation);
        int index = BinaryPrimitives.ReadInt32LittleEndian(head);
        long offset = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(sizeof(int)));
        int length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(sizeof(int) + sizeof(long)));
        if (length is < 1 or > FeedProtocol.MaxPieceBytes)
        {
            throw ProtocolViolation.Of($"piece {index} of {length} bytes");
        }

        await using PieceStream piece = new(connection, length);
        try
        {
            await exchange.TakePieceAsync(index, offset, length, piece, cancellation);
        }
        catch (Exception) when (piece.BrokeOff)
        {
            throw new EndOfStreamException("The converter hung up within a piece.");
        }

        await connection.WriteAsync(new[] { FeedProtocol.Done }, cancellation);
    }

    private async Task TakeCheckpointAsync(Stream connection, CancellationToken cancellation)
    {
        int length = await FeedProtocol.ReadInt32Async(connection, cancellation);
        if (length is < 2 or > FeedProtocol.MaxJsonBytes)
        {
            throw ProtocolViolation.Of($"a checkpoint of {length} bytes");
        }

        byte[] json = new byte[length];
        await connection.ReadExactlyAsync(json, cancellation);
        ConversionCheckpoint? checkpoint;
        try
        {
            checkpoint = JsonSerializer.Deserialize<ConversionCheckpoint>(json, DurableJson.Options);
        }
        catch (JsonException)
        {
            checkpoint = null;
        }

        // What is missing in JSON is null whatever the type says.
        await exchange.TakeCheckpointAsync(checkpoint is { Fingerprint: not null, State: not null } ? checkpoint : throw ProtocolViolation.Of("a checkpoint that is none"), cancellation);
        await connection.WriteAsync(new[] { FeedProtocol.Done }, cancellation);
    }
}
