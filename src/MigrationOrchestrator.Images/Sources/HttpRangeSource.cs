using System.Net;
using System.Net.Http.Headers;

namespace MigrationOrchestrator.Images;

/// <summary>A file behind HTTP ranges. It has no holes that it could tell of, and tries nothing twice: that is the client's handlers' part.</summary>
/// <remarks>
/// Safe for concurrent reads. Every read is a request of its own, of at most 8 MiB: put a <see cref="BufferedSource"/> before
/// it. What is no matching 206 is refused, since some servers answer a range with the whole file, or with another range.
/// </remarks>
public sealed class HttpRangeSource : IRangedSource
{
    private const int MostBytes = 8 << 20;

    private readonly HttpClient client;
    private readonly Uri address;
    private readonly EntityTagHeaderValue? version;

    private HttpRangeSource(HttpClient client, Uri address, long length, EntityTagHeaderValue? version)
    {
        this.client = client;
        this.address = address;
        this.version = version;
        Length = length;
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>Asks for the first byte, and so learns the file's length and whether the server serves ranges.</summary>
    /// <param name="client">Sends the requests, with their authentication and timeouts; it stays the caller's.</param>
    /// <param name="address">The file.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <exception cref="ImageException"><c>image.source</c>: the server answers with anything but that byte.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public static async Task<HttpRangeSource> OpenAsync(HttpClient client, Uri address, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await SendAsync(client, address, 0, 1, null, cancellation);
        long length = CheckedLength(answer, 0, 1, null);
        EntityTagHeaderValue? version = answer.Headers.ETag is { IsWeak: false } tag ? tag : null;
        return new HttpRangeSource(client, address, length, version);
    }

    /// <inheritdoc/>
    /// <exception cref="ImageException"><c>image.source</c>: the answer is not the range asked for, or the file has changed.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or the connection broke.</exception>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        int wanted = (int)Math.Min(Math.Min(buffer.Length, MostBytes), Length - offset);
        if (wanted <= 0)
        {
            return 0;
        }

        using HttpResponseMessage answer = await SendAsync(client, address, offset, wanted, version, cancellation);
        CheckedLength(answer, offset, wanted, Length);
        if (version is not null && answer.Headers.ETag is { } found && !found.Equals(version))
        {
            throw Refused("ETag", $"{found} where the file began as {version}");
        }

        await using Stream content = await answer.Content.ReadAsStreamAsync(cancellation);
        int read = await content.ReadAtLeastAsync(buffer[..wanted], wanted, throwOnEndOfStream: false, cancellation);
        return read == wanted ? read : throw new HttpRequestException(HttpRequestError.ResponseEnded, $"The answer ended after {read} of {wanted} bytes.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, Uri address, long offset, int length, EntityTagHeaderValue? version, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(offset, offset + length - 1);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        request.Headers.IfRange = version is null ? null : new RangeConditionHeaderValue(version);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>The file's length, from an answer that is exactly the range asked for.</summary>
    private static long CheckedLength(HttpResponseMessage answer, long offset, int length, long? total)
    {
        if (answer.StatusCode != HttpStatusCode.PartialContent)
        {
            throw Refused("status", $"{(int)answer.StatusCode} where 206 answers a range");
        }

        ContentRangeHeaderValue? range = answer.Content.Headers.ContentRange;
        bool isRange = range is { Unit: "bytes", HasRange: true, HasLength: true } && range.From == offset && range.To == offset + length - 1
            && range.Length >= offset + length && (total is null || range.Length == total);
        if (!isRange || answer.Content.Headers.ContentLength is { } told && told != length || answer.Content.Headers.ContentEncoding.Count > 0)
        {
            throw Refused("Content-Range", $"'{range?.ToString() ?? "none"}' where bytes {offset} to {offset + length - 1} were asked for");
        }

        return range!.Length!.Value;
    }

    private static ImageException Refused(string field, string found) => new(
        ImageErrorCodes.Source, field, found, "The server does not serve ranges of this file reliably: fetch the file as a whole first.");
}
