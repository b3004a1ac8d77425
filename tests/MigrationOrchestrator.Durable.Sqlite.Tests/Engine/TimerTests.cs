using Microsoft.Extensions.Time.Testing;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>Durable timers that nobody waits for any more.</summary>
public sealed class TimerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan HalfAnHour = TimeSpan.FromMinutes(30);
    private readonly FakeTimeProvider time = new(Noon);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timer_OfAnOlderExecution_LeavesTheSameStepsNewTimerAlone()
    {
        await using TestEngine engine = await StartAsync();
        InstanceId id = await BeginSecondExecutionAsync(engine);

        // The first execution's deadline passes, and the process stops before the second one's.
        time.Advance(HalfAnHour);
        await engine.StopAsync();
        Assert.Equal("1", engine.Read("SELECT count(*) FROM timers"));
        _ = await engine.StartAsync();
        time.Advance(HalfAnHour + TimeSpan.FromSeconds(1));

        Assert.Equal("too late", (await engine.EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Timer_ThatWasCancelled_CostsNoTurnAndNoMemory()
    {
        await using TestEngine engine = await StartAsync();
        InstanceId id = await BeginSecondExecutionAsync(engine);
        Assert.Equal(1, engine.Parts.Timers.Count);

        time.Advance(HalfAnHour);
        await engine.StopAsync();

        Assert.Equal("2", engine.Read("SELECT count(*) FROM history"));
        _ = await engine.StartAsync();
        _ = await engine.Client.TerminateAsync(id, "test", cancellation: Cancellation);
        await engine.Client.WaitForCompletionAsync(id, Cancellation);
        Assert.Equal(0, engine.Parts.Timers.Count);
    }

    /// <summary>Waits for an event with a deadline of an hour, gets it after half an hour, continues as new and waits again.</summary>
    private Task<TestEngine> StartAsync() => new TestEngine
    {
        Time = time,
        Registry = Inline.Registry(async (context, input) =>
        {
            try
            {
                context.ContinueAsNew(await context.WaitForExternalEventAsync<string>("item", TimeSpan.FromHours(1)));
                return input;
            }
            catch (TimeoutException)
            {
                return "too late";
            }
        }),
    }.StartAsync();

    private async Task<InstanceId> BeginSecondExecutionAsync(TestEngine engine)
    {
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);
        time.Advance(HalfAnHour);
        _ = await engine.Client.RaiseEventAsync(id, "item", "x", Cancellation);
        await engine.UntilReadAsync("SELECT due_at FROM timers", $"{Noon.AddMinutes(90).UtcTicks}");
        await engine.SettleAsync();
        return id;
    }
}
