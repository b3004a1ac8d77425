using System.Diagnostics;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>Times every try of every call, opens a span for it, and reads small answers whole, within bounds.</summary>
internal sealed class RecordingHandler : DelegatingHandler
{
    /// <summary>No answer but an image is larger than this. A page of 1,000 servers takes about 3 MiB.</summary>
    private const int MaxAnswerBytes = 32 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not (null or UploadContent))
        {
            // Keystone behind a plain WSGI server takes a body without a length for none.
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        long started = Stopwatch.GetTimestamp();
        using Activity? span = OpenStackTelemetry.Source.StartActivity(request.Call, ActivityKind.Client);
        span?.SetTag("http.request.method", request.Method.Method).SetTag("url.template", request.Route).SetTag("server.address", request.RequestUri?.Host);
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            span?.SetTag("http.response.status_code", (int)response.StatusCode).SetTag("openstack.request_id", response.RequestId);
            if (!request.MovesImage || !response.IsSuccessStatusCode)
            {
                await ReadWholeAsync(response, cancellationToken);
            }

            return response;
        }
        catch (Exception wrong)
        {
            span?.SetStatus(ActivityStatusCode.Error, wrong.GetType().Name);
            throw;
        }
        finally
        {
            CallRecorder.Add(request.Call, started);
        }
    }

    private static async Task ReadWholeAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellation);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
