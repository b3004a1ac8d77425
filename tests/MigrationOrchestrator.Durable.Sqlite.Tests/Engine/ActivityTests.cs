namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>Attempts, crashes and what stays of activities when the engine stops.</summary>
public sealed class ActivityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Activity_ThatTookTheProcessDownTooOften_FailsVisibly()
    {
        int runs = 0;
        TaskCompletionSource arrived = new();
        await using TestEngine engine = await new TestEngine { Registry = Registry(() => runs++, arrived) }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        await arrived.Task;
        await engine.StopAsync();
        engine.Change("UPDATE tasks SET attempts = 5");

        _ = await engine.StartAsync();
        OrchestrationState state = await engine.EndAsync(id);

        Assert.Equal("activity.poisoned", state.Failure!.Code);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Start_ThatContinuesOneInstance_LeavesTheOthersUntilTheNext()
    {
        int echoes = 0;
        TaskRegistry registry = Inline.Registry(
            async (context, input) => await context.WaitForExternalEventAsync<string>("go") + await context.CallActivityAsync(Inline.Echo, input),
            (input, _) =>
            {
                Interlocked.Increment(ref echoes);
                return Task.FromResult(input);
            });
        await using TestEngine engine = await new TestEngine { Registry = registry }.StartAsync();
        InstanceId one = await engine.Client.StartAsync(Inline.Flow, "1", cancellation: Cancellation);
        InstanceId two = await engine.Client.StartAsync(Inline.Flow, "2", cancellation: Cancellation);
        await engine.UntilAsync(one, OrchestrationStatus.Running);
        await engine.UntilAsync(two, OrchestrationStatus.Running);
        await engine.StopAsync();

        engine.Options.Continues = id => id == one;
        _ = await engine.StartAsync();
        Assert.Equal(CommandResult.Accepted, await engine.Client.RaiseEventAsync(two, "go", "kept", Cancellation));
        Assert.Equal(CommandResult.Accepted, await engine.Client.RaiseEventAsync(one, "go", "taken", Cancellation));
        InstanceId fresh = await engine.Client.StartAsync(Inline.Flow, "3", cancellation: Cancellation);
        await engine.Client.RaiseEventAsync(fresh, "go", "new", Cancellation);
        Assert.Equal("taken1", (await engine.EndAsync(one)).ReadOutput<string>());
        Assert.Equal("new3", (await engine.EndAsync(fresh)).ReadOutput<string>());
        Assert.Equal((OrchestrationStatus.Running, 2), ((await engine.Client.FindAsync(two, cancellation: Cancellation))!.Status, Volatile.Read(ref echoes)));
        await engine.StopAsync();

        engine.Options.Continues = null;
        _ = await engine.StartAsync();
        Assert.Equal("kept2", (await engine.EndAsync(two)).ReadOutput<string>());
    }

    [Fact]
    public async Task Attempts_AreCountedBeforeTheRunAndTakenBackByAStopInGoodOrder()
    {
        TaskCompletionSource arrived = new();
        await using TestEngine engine = await new TestEngine { Registry = Registry(() => { }, arrived) }.StartAsync();
        _ = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        await arrived.Task;
        Assert.Equal("1", engine.Read("SELECT attempts FROM tasks"));

        await engine.StopAsync();

        Assert.Equal("0", engine.Read("SELECT attempts FROM tasks"));
        Assert.Equal("1", engine.Read("SELECT is_clean FROM engine"));
    }

    [Fact]
    public async Task Activities_RunAtMostAsManyAtATimeAsTold()
    {
        int running = 0;
        int most = 0;
        await using TestEngine engine = new()
        {
            Registry = Inline.Registry(
                async (context, _) => string.Concat(await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => context.CallActivityAsync(Inline.Echo, "x")))),
                async (input, cancellation) =>
                {
                    int now = Interlocked.Increment(ref running);
                    InterlockedMax(ref most, now);
                    await Task.Yield();
                    _ = Interlocked.Decrement(ref running);
                    return input;
                }),
        };
        engine.Options.MaxConcurrentActivities = 3;
        _ = await engine.StartAsync();

        Assert.Equal(40, (await engine.RunAsync(Inline.Flow, "")).ReadOutput<string>().Length);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Terminate_WhileAnActivityRuns_CancelsIt()
    {
        TaskCompletionSource arrived = new();
        TaskCompletionSource cancelled = new();
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry((context, input) => context.CallActivityAsync(Inline.Echo, input), async (input, cancellation) =>
            {
                arrived.SetResult();
                await using CancellationTokenRegistration registration = cancellation.Register(cancelled.SetResult);
                await cancelled.Task;
                return input;
            }),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        await arrived.Task;

        _ = await engine.Client.TerminateAsync(id, "test", cancellation: Cancellation);

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal("0", engine.Read("SELECT count(*) FROM tasks"));
    }

    [Fact]
    public async Task History_OverFiveThousandEvents_FailsTheInstance()
    {
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, input) =>
            {
                for (int round = 0; ; round++)
                {
                    _ = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => context.CallActivityAsync(Inline.Echo, "x")));
                }
            }),
        }.StartAsync();

        OrchestrationState state = await engine.RunAsync(Inline.Flow, "");

        Assert.Equal("history.too-long", state.Failure!.Code);
        Assert.InRange((await engine.Client.GetHistoryAsync(state.InstanceId, Cancellation)).Count, 4_000, 5_000);
    }

    private static TaskRegistry Registry(Action ran, TaskCompletionSource arrived) => Inline.Registry((context, input) => context.CallActivityAsync(Inline.Echo, input), async (input, cancellation) =>
    {
        ran();
        _ = arrived.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        return input;
    });

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen && Interlocked.CompareExchange(ref target, value, seen) is var found && found != seen)
        {
            seen = found;
        }
    }
}
