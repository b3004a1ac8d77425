using System.Net;
using System.Net.Http.Headers;
using MigrationOrchestrator.Migrations.Disks;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Images;

namespace MigrationOrchestrator.OpenStack.Sources;

/// <summary>Reads an image's bytes. Whether Glance serves ranges depends on the store behind it: it is tried, never assumed.</summary>
internal sealed class ImageReader(OpenStackSession session, OpenStackOptions options)
{
    public async Task<DiskProbe> ProbeAsync(string imageId, CancellationToken cancellation)
    {
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        Image image = await glance.GetAsync(imageId, cancellation);
        if (image is not { Status: "active", Size: > 0 and { } size, DiskFormat: { } format })
        {
            throw OpenStackFailures.Fail("source.image_empty", $"The image {imageId} is {image.Status} and has {image.Size ?? 0} bytes; there is nothing to read.", "Check the image in the source cloud.");
        }

        bool hashed = image is { OsHashAlgo: not null, OsHashValue: not null };
        return new DiskProbe(size, format, await ServesRangesAsync(glance, imageId, size, cancellation))
        {
            VirtualSizeBytes = image.VirtualSize,
            HashAlgorithm = hashed ? image.OsHashAlgo : image.Checksum is null ? null : "md5",
            HashValue = (hashed ? image.OsHashValue : image.Checksum)?.ToLowerInvariant(),
        };
    }

    public async Task<Stream> OpenAsync(string imageId, long offset, long? length, CancellationToken cancellation)
    {
        bool whole = offset == 0 && length is null;
        string? range = whole ? null : new RangeHeaderValue(offset, length is { } bytes ? offset + bytes - 1 : null).ToString();
        HttpResponseMessage response = await (await session.ImagesAsync(cancellation)).DownloadAsync(imageId, range, cancellation);
        try
        {
            if (await OpenStackFailures.FromAnswerAsync(response) is { } refused)
            {
                throw refused;
            }

            if (response.StatusCode == HttpStatusCode.NoContent)
            {
                throw OpenStackFailures.Fail("source.image_empty", $"The image {imageId} has no data yet.", "Wait until it is active.");
            }

            if (!whole && !IsRange(response, offset, length))
            {
                throw OpenStackFailures.Fail(
                    "source.range_refused", $"The bytes {range} of the image {imageId} were asked for; the cloud answered {(int)response.StatusCode} with {response.Content.Headers.ContentRange?.ToString() ?? "no Content-Range"}.",
                    "Read the image as one stream.");
            }

            return new DownloadStream(response, await response.Content.ReadAsStreamAsync(cancellation), options.StallTimeout);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<bool> ServesRangesAsync(IGlanceApi glance, string imageId, long size, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await glance.DownloadAsync(imageId, "bytes=0-0", cancellation);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return false;
        }

        if (await OpenStackFailures.FromAnswerAsync(response) is { } refused)
        {
            throw refused;
        }

        return IsRange(response, 0, 1) && (response.Content.Headers.ContentRange?.Length ?? size) == size;
    }

    /// <summary>Some stores answer 206 with the whole body: length and place must be what was asked.</summary>
    private static bool IsRange(HttpResponseMessage response, long offset, long? length)
        => response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange is { HasRange: true } range
            && range.From == offset
            && response.Content.Headers.ContentLength == range.To - range.From + 1
            && (length is null || response.Content.Headers.ContentLength == length);
}
