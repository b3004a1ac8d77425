using System.Net;
using System.Net.Http.Headers;
using MigrationOrchestrator.Migrations.Deliveries;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>The bytes of one piece on their way. They can be sent only once.</summary>
internal sealed class PieceContent : HttpContent
{
    private const int BufferBytes = 256 * 1024;

    private readonly Stream content;
    private readonly DeliveryPiece piece;

    public PieceContent(Stream content, DeliveryPiece piece)
    {
        this.content = content;
        this.piece = piece;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        Headers.ContentLength = piece.Length;
        Headers.ContentRange = new ContentRangeHeaderValue(piece.Offset, piece.Offset + piece.Length - 1, piece.FileSizeBytes) { Unit = "bytes" };
    }

    protected override bool TryComputeLength(out long length)
    {
        length = piece.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[(int)Math.Min(BufferBytes, piece.Length)];
        long left = piece.Length;
        while (left > 0)
        {
            int read = await ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }

    private async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int read;
        try
        {
            read = await content.ReadAsync(buffer, cancellation);
        }
        catch (IOException broken)
        {
            throw new PieceUnreadableException(piece, broken);
        }

        return read > 0 ? read : throw new PieceUnreadableException(piece, new EndOfStreamException());
    }
}

/// <summary>Our side could not give a piece's bytes; the cloud is not to blame.</summary>
internal sealed class PieceUnreadableException(DeliveryPiece piece, Exception inner)
    : IOException($"Bytes {piece.Offset} to {piece.Offset + piece.Length - 1} of '{piece.File}' could not be read in full.", inner);
