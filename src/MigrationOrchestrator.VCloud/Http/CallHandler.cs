using System.Diagnostics;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Steps;
using MigrationOrchestrator.VCloud.Failures;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>Times every call, gives it a span, and turns what breaks below HTTP into failures. Addresses are recorded as routes: a transfer's address is a capability.</summary>
internal sealed class CallHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string call = RouteTemplate.Of(request);
        using Activity? span = VCloudTelemetry.Source.StartActivity(call, ActivityKind.Client);
        span?.SetTag("http.request.method", request.Method.Method).SetTag("server.address", request.RequestUri?.Host).SetTag("server.port", request.RequestUri?.Port);
        if (Activity.Current is { } current)
        {
            // The cloud writes this id into its own logs, so that both sides can be read together.
            request.Headers.Remove(VCloudHeaders.ClientRequestId);
            request.Headers.TryAddWithoutValidation(VCloudHeaders.ClientRequestId, $"{current.TraceId}-{current.SpanId}");
        }

        long started = Stopwatch.GetTimestamp();
        try
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            span?.SetTag("http.response.status_code", (int)answer.StatusCode).SetTag("vcloud.request_id", VCloudHeaders.RequestIdOf(answer));
            if ((int)answer.StatusCode >= 400)
            {
                span?.SetStatus(ActivityStatusCode.Error);
            }

            return answer;
        }
        catch (Exception failed)
        {
            span?.SetStatus(ActivityStatusCode.Error, failed.GetType().Name);
            if (TransportFailures.Of(request, failed) is FailureException failure)
            {
                throw failure;
            }

            throw;
        }
        finally
        {
            CallRecorder.Add(call, started);
        }
    }
}
