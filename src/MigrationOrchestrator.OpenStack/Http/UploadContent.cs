using System.Net;
using System.Net.Http.Headers;

namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>Exactly so many bytes of a stream as a request's body; gives up where they stand still.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int BufferBytes = 1024 * 1024;

    private readonly Stream source;
    private readonly long length;
    private readonly OpenStackOptions options;
    private readonly CancellationTokenSource stalled;

    /// <param name="source">The bytes; not disposed here.</param>
    /// <param name="length">How many.</param>
    /// <param name="options">How long it may stand still.</param>
    /// <param name="stalled">Cancelled where it does; belongs to the request's caller.</param>
    public UploadContent(Stream source, long length, OpenStackOptions options, CancellationTokenSource stalled)
    {
        (this.source, this.length, this.options, this.stalled) = (source, length, options, stalled);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        stalled.CancelAfter(options.StallTimeout);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferBytes];
        for (long left = length; left > 0;)
        {
            int read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException($"The file ended {left} bytes before its length of {length}.");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
            stalled.CancelAfter(options.StallTimeout);
        }

        stalled.CancelAfter(options.UploadAnswerTimeout);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = this.length;
        return true;
    }
}
