using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using MigrationOrchestrator.Emulators.Hosting;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Images;

/// <summary>Glance's image data: one stream in, one stream or range out.</summary>
internal sealed class ImageDataEndpoints(EmulatedCloud cloud, Gate gate)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        gate.Map(routes, "GET", "/{region}/image/v2/images/{id}/file", Gate.RefuseAsGlanceAsync, DownloadAsync);
        gate.Map(routes, "PUT", "/{region}/image/v2/images/{id}/file", Gate.RefuseAsGlanceAsync, UploadAsync);
    }

    private async Task DownloadAsync(HttpContext context, EmulatedRegion region)
    {
        if (region.Images.Find((string)context.Request.RouteValues["id"]!) is not { } image)
        {
            await GlanceEndpoints.MissingAsync(context);
            return;
        }

        if (image is not { Status: "active", Size: { } size })
        {
            await context.EmptyAsync(204);
            return;
        }

        (long offset, long length, int status, string problem) = Choose(context.Request, size);
        if (status >= 400)
        {
            await context.GlanceErrorAsync(status, problem);
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers.ContentMD5 = image.Checksum;
        if (status == 206)
        {
            context.Response.Headers.ContentRange = $"bytes {offset}-{offset + length - 1}/{size}";
        }

        context.Response.ContentLength = length;
        context.Features.Set(new BodyRange(offset));
        await context.Response.SendFileAsync(region.ImagePath(image.Id), offset, length, context.RequestAborted);
    }

    private (long Offset, long Length, int Status, string Problem) Choose(HttpRequest request, long size)
    {
        if (request.Headers.Range.Count == 0 || cloud.Ranges == GlanceRanges.Ignored)
        {
            return (0, size, 200, "");
        }

        if (cloud.Ranges == GlanceRanges.WholeAs206)
        {
            return (0, size, 206, "");
        }

        if (cloud.Ranges == GlanceRanges.Refused)
        {
            return (0, 0, 400, "Range request is not supported by the store of this image.");
        }

        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out RangeHeaderValue? range) || range.Unit != "bytes" || range.Ranges.Count == 0)
        {
            return (0, 0, 400, $"Invalid Range header: {request.Headers.Range}");
        }

        if (range.Ranges.Count > 1)
        {
            return (0, 0, 400, "Requests with multiple ranges are not supported in Glance. You may make multiple single-range requests instead.");
        }

        RangeItemHeaderValue only = range.Ranges.Single();
        long first = only.From ?? Math.Max(0, size - only.To!.Value);
        long last = only.From is null ? size - 1 : Math.Min(only.To ?? size - 1, size - 1);
        return first >= size
            ? (0, 0, 416, $"The Range requested is not available. Invalid start position in Range header. Start position MUST be in the inclusive range [0, {size - 1}].")
            : (first, last - first + 1, 206, "");
    }

    private async Task UploadAsync(HttpContext context, EmulatedRegion region)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (context.Request.ContentType != "application/octet-stream")
        {
            await context.GlanceErrorAsync(415, "This resource only accepts application/octet-stream.");
            return;
        }

        if (region.Images.Find(id) is not { } image)
        {
            await GlanceEndpoints.MissingAsync(context);
            return;
        }

        if (image.DiskFormat is null || image.ContainerFormat is null)
        {
            await context.GlanceErrorAsync(400, "Properties disk_format, container_format must be set prior to saving data.");
            return;
        }

        if (region.Images.Change(id, now => now.Status == "queued", now => now with { Status = "saving" }) is null)
        {
            await context.GlanceErrorAsync(409, $"Image status transition from {region.Images.Find(id)?.Status ?? "deleted"} to saving is not allowed");
            return;
        }

        context.Features.Set(new BodyRange(0));
        ImageBytes bytes;
        try
        {
            bytes = await ImageBytes.StoreAsync(context.Request.Body, region.ImagePath(id), context.RequestAborted);
        }
        catch
        {
            cloud.Chores.Begin(end => NoticeBrokenAsync(region, id, end));
            throw;
        }

        if (region.Images.Change(id, now => Stored(now, bytes, region.ImagePath(id), cloud.Clock.GetUtcNow())) is null)
        {
            File.Delete(region.ImagePath(id));
            await context.GlanceErrorAsync(410, $"Image {id} could not be found after upload. The image may have been deleted during the upload.");
            return;
        }

        await context.EmptyAsync(204, "text/html; charset=UTF-8");
    }

    private async Task NoticeBrokenAsync(EmulatedRegion region, string id, CancellationToken end)
    {
        await cloud.Chores.WaitAsync(cloud.Options.BrokenUploadTime, end);
        if (cloud.Options.BrokenUpload == BrokenUpload.Queued)
        {
            region.Images.Change(id, now => now with { Status = "queued" });
            return;
        }

        ImageBytes bytes = await ImageBytes.StoreAsync(Stream.Null, region.ImagePath(id), end);
        region.Images.Change(id, now => Stored(now, bytes, region.ImagePath(id), cloud.Clock.GetUtcNow()));
    }

    public static EmulatedImage Stored(EmulatedImage image, ImageBytes bytes, string path, DateTimeOffset now) => image with
    {
        Status = "active",
        Size = bytes.Size,
        Checksum = bytes.Md5,
        HashValue = bytes.Sha512,
        VirtualSize = ImageBytes.VirtualSize(path, image.DiskFormat),
        Updated = now,
    };
}
