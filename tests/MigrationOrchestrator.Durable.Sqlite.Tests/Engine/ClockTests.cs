using Microsoft.Extensions.Time.Testing;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>Durable timers under a clock that jumps both ways.</summary>
public sealed class ClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(Noon);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timer_WhenTheClockJumpsForward_FiresSoonAfter()
    {
        await using TestEngine engine = await StartAsync();
        InstanceId id = await SleepAnHourAsync(engine);

        // The wall clock jumps; the system's timers, which do not follow it, go on as before.
        time.AdjustTime(Noon.AddHours(2));
        Assert.Equal(OrchestrationStatus.Running, (await engine.Client.FindAsync(id, cancellation: Cancellation))!.Status);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(OrchestrationStatus.Completed, (await engine.EndAsync(id)).Status);
    }

    [Fact]
    public async Task Timer_WhenTheClockJumpsBack_WaitsForItsDueTime()
    {
        await using TestEngine engine = await StartAsync();
        InstanceId id = await SleepAnHourAsync(engine);
        time.AdjustTime(Noon.AddHours(-1));
        time.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal("1", engine.Read("SELECT count(*) FROM timers"));
        Assert.Equal(OrchestrationStatus.Running, (await engine.Client.FindAsync(id, cancellation: Cancellation))!.Status);

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(OrchestrationStatus.Completed, (await engine.EndAsync(id)).Status);
    }

    [Fact]
    public async Task Timer_DueWhileTheEngineWasStopped_FiresAtTheNextStart()
    {
        await using TestEngine engine = await StartAsync();
        InstanceId id = await SleepAnHourAsync(engine);
        await engine.StopAsync();
        time.Advance(TimeSpan.FromHours(3));

        _ = await engine.StartAsync();

        Assert.Equal(OrchestrationStatus.Completed, (await engine.EndAsync(id)).Status);
    }

    [Fact]
    public async Task OrchestrationClock_WhenTheClockJumpsBack_NeverRunsBackwards()
    {
        await using TestEngine engine = await new TestEngine
        {
            Time = time,
            Registry = Inline.Registry(async (context, _) =>
            {
                DateTimeOffset before = context.CurrentUtc;
                _ = await context.WaitForExternalEventAsync<string>("go");
                return (context.CurrentUtc - before).ToString();
            }),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);
        time.AdjustTime(Noon.AddDays(-1));
        _ = await engine.Client.RaiseEventAsync(id, "go", "", Cancellation);

        Assert.Equal("00:00:00", (await engine.EndAsync(id)).ReadOutput<string>());
        IReadOnlyList<HistoryEvent> history = await engine.Client.GetHistoryAsync(id, Cancellation);
        Assert.Equal(history.Select(fact => fact.Timestamp).Order(), history.Select(fact => fact.Timestamp));
    }

    [Fact]
    public async Task Retention_RemovesWhatIsOlder()
    {
        TestEngine engine = new() { Time = time, Registry = Inline.Registry((_, input) => Task.FromResult(input)) };
        await using (engine)
        {
            engine.Options.Retention = TimeSpan.FromDays(1);
            _ = await engine.StartAsync();
            InstanceId id = (await engine.RunAsync(Inline.Flow, "x")).InstanceId;
            time.Advance(TimeSpan.FromHours(23));
            Assert.NotNull(await engine.Client.FindAsync(id, cancellation: Cancellation));
            time.Advance(TimeSpan.FromHours(2));

            while (await engine.Client.FindAsync(id, cancellation: Cancellation) is not null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), Cancellation);
            }
        }
    }

    private Task<TestEngine> StartAsync() => new TestEngine
    {
        Time = time,
        Registry = Inline.Registry(async (context, input) =>
        {
            await context.CreateTimerAsync(TimeSpan.FromHours(1));
            return input;
        }),
    }.StartAsync();

    private static async Task<InstanceId> SleepAnHourAsync(TestEngine engine)
    {
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "x", cancellation: Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);

        // A status is seen as soon as it is stored; a later write is acknowledged once the timer waits in memory too.
        _ = await engine.Client.RaiseEventAsync(id, "ignored", "", Cancellation);
        return id;
    }
}
