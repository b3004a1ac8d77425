using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>The engine in a host, and what it tells the host's telemetry.</summary>
public sealed class HostingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_WithTheEngine_OffersItsClientOnceStarted()
    {
        using TemporaryFolder folder = new();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        _ = builder.Services.AddSingleton(Inline.Registry((context, input) => context.CallActivityAsync(Inline.Echo, input)));
        _ = builder.Services.AddSqliteDurable(options => options.Path = folder.File("engine.db"));
        using IHost host = builder.Build();
        IOrchestrationClient client = host.Services.GetRequiredService<IOrchestrationClient>();
        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => client.FindAsync(new InstanceId("x"), cancellation: Cancellation));
        await host.StartAsync(Cancellation);

        InstanceId id = await client.StartAsync(Inline.Flow, "x", cancellation: Cancellation);

        Assert.Equal("x", (await client.WaitForCompletionAsync(id, Cancellation)).ReadOutput<string>());
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Spans_OfOneInstance_AreInOneTraceAcrossARestart()
    {
        List<System.Diagnostics.Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == SqliteEngine.TelemetryName,
            Sample = (ref ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, input) => await context.CallActivityAsync(Inline.Echo, input) + await context.WaitForExternalEventAsync<string>("go")),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "a", cancellation: Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);
        await engine.StopAsync();
        _ = await engine.StartAsync();
        _ = await engine.Client.RaiseEventAsync(id, "go", "b", Cancellation);
        _ = await engine.EndAsync(id);
        await engine.StopAsync();

        System.Diagnostics.Activity[] own;
        lock (spans)
        {
            own = [.. spans.Where(span => span.GetTagItem("durabletask.task.instance_id") as string == id.Value)];
        }

        Assert.Equal(["activity:Echo", "create_orchestration:Flow", "orchestration:Flow"], own.Select(span => span.OperationName).Distinct().Order(StringComparer.Ordinal));
        _ = Assert.Single(own.Select(span => span.TraceId).Distinct());
        System.Diagnostics.Activity whole = Assert.Single(own, span => span.OperationName == "orchestration:Flow");
        Assert.All(own, span => Assert.True(span.StartTimeUtc <= whole.StartTimeUtc + whole.Duration));
        Assert.All(own, span => Assert.DoesNotContain(span.TagObjects, tag => tag.Value is "\"a\"" or "\"b\""));
    }

    [Fact]
    public async Task Span_OfATerminatedInstance_IsWrittenToo()
    {
        TaskCompletionSource<System.Diagnostics.Activity> written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        InstanceId id = InstanceId.New();
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == SqliteEngine.TelemetryName,
            Sample = (ref ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.OperationName == "orchestration:Flow" && span.GetTagItem("durabletask.task.instance_id") as string == id.Value)
                {
                    _ = written.TrySetResult(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry((context, _) => context.WaitForExternalEventAsync<string>("never")) }.StartAsync();
        _ = await engine.Client.StartAsync(Inline.Flow, "", new StartOptions { InstanceId = id }, Cancellation);

        _ = await engine.Client.TerminateAsync(id, "test", cancellation: Cancellation);

        Assert.Equal("Terminated", (await written.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).GetTagItem("durabletask.task.status"));
    }

    [Fact]
    public async Task Counters_CountTurnsActivitiesAndCommits()
    {
        Dictionary<string, double> sums = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == SqliteEngine.TelemetryName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Add(string name, double value)
        {
            lock (sums)
            {
                sums[name] = sums.GetValueOrDefault(name) + value;
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.Start();
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry((context, input) => context.CallActivityAsync(Inline.Echo, input)) }.StartAsync();
        _ = await engine.RunAsync(Inline.Flow, "x");
        await engine.SettleAsync();
        await engine.StopAsync();

        lock (sums)
        {
            Assert.True(sums["durable.orchestration.turns"] >= 2);
            Assert.True(sums["durable.activity.executions"] >= 1);
            Assert.True(sums["durable.store.commit.duration"] > 0);
        }
    }
}
