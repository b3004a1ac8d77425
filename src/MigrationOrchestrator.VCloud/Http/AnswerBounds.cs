using System.Net;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>
/// Bounds what a cloud can make us wait for and hold: each answer comes whole within its time and its length, or is a failure. It is done here because
/// Refit buffers an answer without any bound before the serializer sees it.
/// </summary>
internal sealed class AnswerBounds(TimeProvider clock, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(100);

    // A line slower than this would not finish a disk within a transfer's life anyway; in bytes a second.
    private const double SlowestUpload = 32 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        TimeSpan limit = CallTime + TimeSpan.FromSeconds((request.Content?.Headers.ContentLength ?? 0) / SlowestUpload);
        using CancellationTokenSource deadline = new(limit, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            HttpResponseMessage answer = await base.SendAsync(request, either.Token);
            try
            {
                answer.Content = await HeldAnswer.ReadAsync(answer, either.Token);
                return answer;
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw VCloudFailures.Of(FailureCodes.Timeout, $"{RouteTemplate.Of(request)} was not answered within {limit.TotalSeconds:0} s.", transient: true);
        }
    }

    /// <summary>An answer's body in memory. It tells no length: Refit takes a length of 0 for an answer that needs no reading.</summary>
    private sealed class HeldAnswer(ReadOnlyMemory<byte> body) : HttpContent
    {
        private const int BufferBytes = 64 * 1024;

        /// <exception cref="Durable.FailureException">It is too long.</exception>
        public static async Task<HeldAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
        {
            using HttpContent received = answer.Content;
            await using Stream stream = await received.ReadAsStreamAsync(cancellation);
            using MemoryStream held = new();
            byte[] buffer = new byte[BufferBytes];
            while (await stream.ReadAsync(buffer, cancellation) is > 0 and var count)
            {
                if (held.Length + count > BoundedXml.LargestAnswer)
                {
                    throw VCloudFailures.BadAnswer($"it is longer than {BoundedXml.LargestAnswer / 1024} KiB.", VCloudHeaders.RequestIdOf(answer));
                }

                held.Write(buffer, 0, count);
            }

            HeldAnswer content = new(held.GetBuffer().AsMemory(0, (int)held.Length));
            content.Headers.ContentType = received.Headers.ContentType;
            return content;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(body).AsTask();
    }
}
