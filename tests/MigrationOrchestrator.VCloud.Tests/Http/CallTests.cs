using System.Diagnostics;
using MigrationOrchestrator.Migrations.Steps;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Http;

public sealed class CallTests
{
    [Fact]
    public async Task Calls_OfADelivery_AreTimedByRoute()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        TinyDelivery delivery = await bench.PrepareAsync();
        using CallRecorder recorder = CallRecorder.Begin();
        await delivery.DeliverAsync();
        IReadOnlyList<CallTiming> calls = recorder.Summary();
        Assert.Contains(calls, call => call.Call == "PUT /transfer/{id}/{file}" && call.Count > 1);
        Assert.Contains(calls, call => call.Call == "GET /api/vAppTemplate/{id}");
        Assert.Contains(calls, call => call.Call == "POST /api/catalog/{id}/action/upload" && call.Milliseconds > 0);
    }

    [Fact]
    public async Task Calls_OfADelivery_HaveSpansWithoutSecrets()
    {
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == VCloudTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using VCloudBench bench = await VCloudBench.StartAsync();
        await (await bench.PrepareAsync()).DeliverAsync();
        string text;
        lock (spans)
        {
            text = string.Join('\n', spans.SelectMany(span => span.TagObjects.Select(tag => $"{span.DisplayName} {tag.Key}={tag.Value}")));
        }

        Assert.Contains("POST /cloudapi/1.0.0/sessions http.response.status_code=200", text, StringComparison.Ordinal);
        Assert.Contains("vcloud.request_id=", text, StringComparison.Ordinal);
        Assert.DoesNotContain(VCloudBench.Password, text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(".vmdk", text, StringComparison.Ordinal);
    }
}
