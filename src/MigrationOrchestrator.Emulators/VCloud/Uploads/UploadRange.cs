using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace MigrationOrchestrator.Emulators.VCloud.Uploads;

/// <summary>Which bytes of a file a request brings; <paramref name="End"/> is the first byte after them.</summary>
internal sealed record UploadRange(long Start, long End, long Total)
{
    /// <summary>Reads Content-Range, or takes the body as the whole file where there is none; null where the headers disagree.</summary>
    public static UploadRange? Read(HttpRequest request)
    {
        if (request.ContentLength is not { } length)
        {
            return null;
        }

        string? header = request.Headers.ContentRange;
        if (header is null)
        {
            return new UploadRange(0, length, length);
        }

        return ContentRangeHeaderValue.TryParse(header, out ContentRangeHeaderValue? range) && range is { Unit: "bytes", From: { } from, To: { } to, Length: { } total } && to - from + 1 == length
            ? new UploadRange(from, to + 1, total)
            : null;
    }
}
