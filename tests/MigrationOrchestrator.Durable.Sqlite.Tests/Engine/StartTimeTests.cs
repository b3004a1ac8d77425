using Microsoft.Extensions.Time.Testing;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>Starts at a later time, under a clock that steps back.</summary>
public sealed class StartTimeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(Noon);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instance_ThatHasStarted_GoesOnWhenTheClockStepsBackBehindItsStart()
    {
        await using TestEngine engine = await StartAsync();
        InstanceId id = await StartInAnHourAsync(engine);
        time.Advance(TimeSpan.FromHours(1));
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);
        await engine.StopAsync();
        time.AdjustTime(Noon);
        _ = await engine.StartAsync();

        _ = await engine.Client.RaiseEventAsync(id, "item", "x", Cancellation);

        Assert.Equal("x", (await engine.EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Start_WhoseTimerFiresBeforeTheClockStepsBack_ComesWhenItsTimeComesAgain()
    {
        await using TestEngine engine = await StartAsync();
        InstanceId id = await StartInAnHourAsync(engine);
        _ = await engine.Client.SuspendAsync(id, "test", Cancellation);
        await engine.SettleAsync();
        time.Advance(TimeSpan.FromHours(1));
        time.AdjustTime(Noon);
        _ = await engine.Client.ResumeAsync(id, "test", Cancellation);
        _ = await engine.Client.RaiseEventAsync(id, "item", "x", Cancellation);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (engine.Parts.Timers.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), patience.Token);
        }

        Assert.Equal(OrchestrationStatus.Pending, (await engine.Client.FindAsync(id, cancellation: Cancellation))!.Status);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("x", (await engine.EndAsync(id)).ReadOutput<string>());
    }

    private Task<TestEngine> StartAsync() => new TestEngine { Time = time, Registry = Inline.Registry((context, _) => context.WaitForExternalEventAsync<string>("item")) }.StartAsync();

    private static Task<InstanceId> StartInAnHourAsync(TestEngine engine)
        => engine.Client.StartAsync(Inline.Flow, "", new StartOptions { StartAt = Noon.AddHours(1) }, Cancellation);
}
