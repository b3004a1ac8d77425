using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.Journals;

namespace MigrationOrchestrator.Emulators.Hosting;

/// <summary>What every request of an emulator passes through: the journal, the bandwidth and the faults.</summary>
internal sealed class WireMiddleware(FaultInjector faults, RequestJournal journal, BandwidthLimit bandwidth, TimeProvider clock, Action expireTokens)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (ControlEndpoints.Owns(context.Request.Path))
        {
            await next(context);
            return;
        }

        DateTimeOffset started = clock.GetUtcNow();
        long ticks = clock.GetTimestamp();
        FaultEffect? effect = faults.Decide(context.Request.Method, context.Request.Path.Value ?? "/");
        bool broken = effect is { Reset: true } or { LoseAnswer: true };
        void Break()
        {
            broken = true;
            context.Abort();
        }

        MeteredStream received = new(context.Request.Body, bandwidth) { BreakAfter = effect?.CutUploadAfterBytes, Break = Break };
        MeteredStream sent = new(context.Response.Body, bandwidth) { BreakAfter = effect?.TruncateAfterBytes, Break = Break };
        context.Request.Body = received;
        StreamResponseBodyFeature metered = new(sent, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        context.Features.Set<IHttpResponseBodyFeature>(metered);
        try
        {
            await AnswerAsync(context, effect, next);
            await metered.CompleteAsync();
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException && (broken || context.RequestAborted.IsCancellationRequested))
        {
            // A fault broke the connection or the client went away; the journal says how far it came.
        }
        finally
        {
            journal.Add(new JournalEntry(0, started, clock.GetElapsedTime(ticks).TotalMilliseconds, context.Request.Method, context.Request.Path.Value ?? "/", context.Response.StatusCode)
            {
                Offset = context.Features.Get<BodyRange>()?.Offset,
                BytesSent = sent.Passed,
                BytesReceived = received.Passed,
                Faulted = effect is not null,
                Aborted = broken || context.RequestAborted.IsCancellationRequested,
            });
        }
    }

    private async Task AnswerAsync(HttpContext context, FaultEffect? effect, RequestDelegate next)
    {
        if (effect is null)
        {
            await next(context);
            return;
        }

        if (effect.LatencyMilliseconds > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(effect.LatencyMilliseconds), clock, context.RequestAborted);
        }

        if (effect.ExpireTokens)
        {
            expireTokens();
        }

        if (effect.Reset)
        {
            context.Abort();
        }
        else if (effect.LoseAnswer)
        {
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
            await next(context);
            context.Abort();
        }
        else if (effect.Status is { } status)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/html";
            if (effect.RetryAfterSeconds is { } seconds)
            {
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            await context.Response.WriteAsync($"<html><head><title>{status}</title></head><body>The emulator was told to answer so.</body></html>", context.RequestAborted);
        }
        else
        {
            await next(context);
        }
    }
}

/// <summary>Set by an endpoint: where in its file the body that it sends or receives begins.</summary>
internal sealed record BodyRange(long Offset);
