using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.Hosting;
using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Sessions;

namespace MigrationOrchestrator.Emulators.VCloud.Uploads;

/// <summary>
/// <c>/transfer/{id}/{file}</c>: bytes in and out. Each file is taken strictly in order, each piece is answered with 200, and any offset but the next
/// with 416, a reason phrase and no body.
/// </summary>
internal sealed class TransferEndpoints(CloudModel cloud, SessionTable sessions, UploadDesk uploads)
{
    // vCloud's own words, its spelling included.
    private const string OutOfOrder = "Content-Range not satisifiable: Request must begin at the last byte stored";
    private const int BufferBytes = 128 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/transfer/{id}/{file}", PutAsync);
        routes.MapGet("/transfer/{id}/{file}", GetAsync);
    }

    private static string Route(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    private static void Refuse(HttpContext http, int status, string? reason = null)
    {
        http.Response.StatusCode = status;
        http.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reason;
    }

    private async Task PutAsync(HttpContext http)
    {
        if (sessions.Find(http.Request) is not { } session)
        {
            Refuse(http, StatusCodes.Status401Unauthorized);
            return;
        }

        TemplateModel? template;
        TransferFile? file;
        lock (cloud.Gate)
        {
            uploads.ExpireIdle();
            template = cloud.Templates.Find(one => one.Org == session.Org && one.Transfer?.Id.ToString() == Route(http, "id"));
            file = template?.Transfer?.Files.Find(one => one.Name == Route(http, "file"));
        }

        if (template is null || file is null)
        {
            Refuse(http, StatusCodes.Status404NotFound);
        }
        else if (!file.TryTake())
        {
            Refuse(http, StatusCodes.Status409Conflict);
        }
        else
        {
            try
            {
                await TakeAsync(http, template, file);
            }
            finally
            {
                file.Release();
            }
        }
    }

    private async Task TakeAsync(HttpContext http, TemplateModel template, TransferFile file)
    {
        if (UploadRange.Read(http.Request) is not { } range)
        {
            Refuse(http, StatusCodes.Status400BadRequest, "A Content-Length, and a Content-Range that agrees with it, are needed");
            return;
        }

        http.Features.Set(new BodyRange(range.Start));
        bool isDescriptor = file.Name == TransferModel.DescriptorFile;
        if (isDescriptor && range.Total > UploadDescriptor.LargestDescriptor || file.Name == TransferModel.ManifestFile && range.Total > ManifestCheck.LargestManifest)
        {
            Refuse(http, StatusCodes.Status413PayloadTooLarge);
            return;
        }

        if (range.Start != file.Stored || file.Size >= 0 && range.End > file.Size)
        {
            Refuse(http, StatusCodes.Status416RangeNotSatisfiable, OutOfOrder);
            return;
        }

        await StoreAsync(http, template, file, range);
        lock (cloud.Gate)
        {
            if (template.Transfer is not { } transfer)
            {
                Refuse(http, StatusCodes.Status404NotFound);
                return;
            }

            transfer.LastTouched = cloud.Now;
            if (file.Size < 0 && file.Stored == range.Total)
            {
                file.Size = range.Total;
            }

            if (file.IsComplete)
            {
                uploads.Completed(template, file);
            }
        }

        http.Response.StatusCode = StatusCodes.Status200OK;
        if (cloud.Options.ClosesAfterPiece && !isDescriptor)
        {
            http.Response.Headers.Connection = "close";
        }
    }

    private async Task StoreAsync(HttpContext http, TemplateModel template, TransferFile file, UploadRange range)
    {
        await using FileStream stored = new(file.Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
        stored.Position = range.Start;
        byte[] buffer = new byte[BufferBytes];
        long left = range.End - range.Start;
        try
        {
            while (left > 0)
            {
                int read = await http.Request.Body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), http.RequestAborted);
                if (read == 0)
                {
                    throw new IOException("The body ended early.");
                }

                await stored.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                left -= read;
                lock (cloud.Gate)
                {
                    file.Stored += read;
                    template.Transfer?.LastTouched = cloud.Now;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException && !cloud.Options.KeepsBrokenPieces)
        {
            stored.SetLength(range.Start);
            lock (cloud.Gate)
            {
                file.Stored = range.Start;
            }

            throw;
        }
    }

    private async Task GetAsync(HttpContext http)
    {
        if (sessions.Find(http.Request) is not { } session)
        {
            Refuse(http, StatusCodes.Status401Unauthorized);
            return;
        }

        string? path;
        string name = Route(http, "file");
        lock (cloud.Gate)
        {
            TemplateModel? template = cloud.Templates.Find(one => one.Org == session.Org && one.Download?.ToString() == Route(http, "id"));
            path = template is null ? null
                : name is TransferModel.DescriptorFile or "descriptor-with-id.ovf" ? template.DescriptorPath
                : template.Descriptor!.Files.Any(file => file.Name == name) ? Path.Combine(template.Folder, name)
                : null;
        }

        if (path is null)
        {
            Refuse(http, StatusCodes.Status404NotFound);
            return;
        }

        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes, useAsync: true);
        http.Features.Set(new BodyRange(0));
        http.Response.ContentType = name.EndsWith(".ovf", StringComparison.Ordinal) ? "text/xml" : "application/octet-stream";
        http.Response.ContentLength = file.Length;
        await file.CopyToAsync(http.Response.Body, BufferBytes, http.RequestAborted);
    }
}
