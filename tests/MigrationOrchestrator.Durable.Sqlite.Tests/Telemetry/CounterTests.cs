namespace MigrationOrchestrator.Durable.Sqlite.Tests.Telemetry;

/// <summary>Counters and gauges that operators alert on.</summary>
public sealed class CounterTests
{
    private const string TaskName = "durable.task.name";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retries_AndRuns_AreCountedPerActivity()
    {
        ActivityName<string, string> flaky = new("Counted.Flaky");
        int runs = 0;
        using Measurements measured = new();
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry((context, input) => context.CallActivityAsync(flaky, input, new RetryPolicy(5, TimeSpan.FromMilliseconds(1))))
                .AddActivity(flaky, _ => Inline.Activity((input, _) => ++runs < 3 ? throw new FailureException(new Failure("test.flaky", "Not yet.", Transient: true)) : Task.FromResult(input))),
        }.StartAsync();

        _ = await engine.RunAsync(Inline.Flow, "x");
        await engine.StopAsync();

        Assert.Equal(2, measured.Sum("durable.activity.retries", TaskName, flaky.Value));
        Assert.Equal(3, measured.Sum("durable.activity.executions", TaskName, flaky.Value));
        Assert.Equal(0, measured.Sum("durable.activity.poisoned", TaskName, flaky.Value));
    }

    [Fact]
    public async Task Poison_IsCountedOnce()
    {
        ActivityName<string, string> poison = new("Counted.Poison");
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using Measurements measured = new();
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry((context, input) => context.CallActivityAsync(poison, input)).AddActivity(poison, provider => Inline.Activity(async (input, cancellation) =>
            {
                _ = arrived.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                return input;
            })),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "x", cancellation: Cancellation);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await engine.StopAsync();
        engine.Change("UPDATE tasks SET attempts = 5");
        _ = await engine.StartAsync();

        Assert.Equal("activity.poisoned", (await engine.EndAsync(id)).Failure!.Code);
        Assert.Equal(1, measured.Sum("durable.activity.poisoned", TaskName, poison.Value));
    }

    [Fact]
    public async Task QueueDepth_IsWhatWaits()
    {
        const int Calls = 38;
        using SemaphoreSlim gate = new(0);
        using Measurements measured = new();
        await using TestEngine engine = new()
        {
            Registry = Inline.Registry(
                async (context, _) => string.Concat(await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => context.CallActivityAsync(Inline.Echo, "x")))),
                async (input, cancellation) =>
                {
                    await gate.WaitAsync(cancellation);
                    return input;
                }),
        };
        engine.Options.MaxConcurrentActivities = 1;
        _ = await engine.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);

        // A gauge tells nobody by itself: it is read until the turn has put its activities into the queue.
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (!measured.Shows("durable.queue.depth", "queue", "activities", Calls - 1))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        _ = gate.Release(Calls);
        Assert.Equal(Calls, (await engine.EndAsync(id)).ReadOutput<string>().Length);
    }
}
