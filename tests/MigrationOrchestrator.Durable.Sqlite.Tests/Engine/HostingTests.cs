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
