namespace MigrationOrchestrator.Durable.Sqlite.Tests.Determinism;

/// <summary>Code that does not do what the history says is blocked, told apart, and healed by a deployment.</summary>
public sealed class DeterminismTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<string> Original(OrchestrationContext context, string input)
    {
        string first = await context.CallActivityAsync(Inline.Echo, "one");
        string second = await context.WaitForExternalEventAsync<string>("go");
        return await context.CallActivityAsync(Inline.Echo, first + second);
    }

    public static TheoryData<string, string, string> Changes => new()
    {
        { "another activity", "activity Echo input ", "activity Shout input " },
        { "another input", "activity Echo input ", "activity Echo input " },
        { "another kind", "activity Echo input ", "timer" },
        { "one step more", "(nothing)", "activity Shout input " },
        { "one step less", "activity Echo input ", "(nothing)" },
        { "an early end", "(nothing)", "completed" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Code_ThatDiffersFromTheHistory_BlocksTheInstanceUntilItIsMended(string change, string recorded, string replayed)
    {
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry(Original) }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await UntilActivityIsDoneAsync(engine, id);
        await engine.DeployAsync(Inline.Registry(Changed(change)));
        _ = await engine.Client.RaiseEventAsync(id, "go", "two", Cancellation);

        OrchestrationState blocked = await engine.UntilAsync(id, OrchestrationStatus.Blocked);

        Assert.Equal("orchestrator.nondeterministic", blocked.Failure!.Code);
        string row = Assert.Single(blocked.Failure.Message.Split('\n'), line => line.StartsWith('!'));
        Assert.Contains($"| {recorded}", row, StringComparison.Ordinal);
        Assert.Contains($"| {replayed}", row, StringComparison.Ordinal);

        await engine.DeployAsync(Inline.Registry(Original));
        OrchestrationState healed = await engine.EndAsync(id);
        Assert.Equal("onetwo", healed.ReadOutput<string>());
        Assert.Null(healed.Failure);
    }

    [Fact]
    public async Task Instance_StillBlockedAfterARestart_KeepsItsMessages()
    {
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry(Original) }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await UntilActivityIsDoneAsync(engine, id);
        for (int deployment = 0; deployment < 2; deployment++)
        {
            await engine.DeployAsync(Inline.Registry(Changed("another activity")));
            _ = await engine.Client.RaiseEventAsync(id, "go", "two", Cancellation);
            _ = await engine.UntilAsync(id, OrchestrationStatus.Blocked);
        }

        await engine.DeployAsync(Inline.Registry(Original));

        Assert.Equal("onetwo", (await engine.EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Orchestrator_ThatAwaitsATaskOfItsOwn_IsBlocked()
    {
        // A task that has ended before it is awaited is harmless, so this one lasts until the instance is blocked.
        TaskCompletionSource blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, _) =>
            {
                await Task.Run(() => blocked.Task, Cancellation);
                return await context.CallActivityAsync(Inline.Echo, "never");
            }),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);

        Assert.Equal("orchestrator.undurable-await", (await engine.UntilAsync(id, OrchestrationStatus.Blocked)).Failure!.Code);
        blocked.SetResult();

        await engine.DeployAsync(Inline.Registry((context, _) => context.CallActivityAsync(Inline.Echo, "now")));
        Assert.Equal("now", (await engine.EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Context_UsedFromAnotherThread_SaysWhatIsWrong()
    {
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, _) =>
            {
                using ManualResetEventSlim done = new();
                Exception? thrown = null;
                ThreadPool.UnsafeQueueUserWorkItem(_ =>
                {
                    thrown = Record.Exception(() => context.NewGuid());
                    done.Set();
                }, null);
                done.Wait(Cancellation);
                return await context.CallActivityAsync(Inline.Echo, thrown!.Message);
            }),
        }.StartAsync();

        Assert.Contains("outside its own scheduler", (await engine.RunAsync(Inline.Flow, "")).ReadOutput<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestrator_ThatIsUnknown_WaitsForABuildThatHasIt()
    {
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry(Original) }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await UntilActivityIsDoneAsync(engine, id);
        await engine.DeployAsync(new TaskRegistry());
        _ = await engine.Client.RaiseEventAsync(id, "go", "two", Cancellation);
        Assert.Equal("orchestrator.unknown", (await engine.UntilAsync(id, OrchestrationStatus.Blocked)).Failure!.Code);

        await engine.DeployAsync(Inline.Registry(Original));

        Assert.Equal("onetwo", (await engine.EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Instance_OfANewerVersion_WaitsForANewerHost()
    {
        await using TestEngine engine = new() { Registry = Inline.Registry(Original) };
        engine.Options.Version = "1.10";
        _ = await engine.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await UntilActivityIsDoneAsync(engine, id);
        (engine.Options.Version, engine.Options.VersionMatch) = ("1.9", VersionMatch.CurrentOrOlder);
        await engine.DeployAsync(engine.Registry);
        _ = await engine.Client.RaiseEventAsync(id, "go", "two", Cancellation);
        Assert.Equal("orchestrator.version", (await engine.UntilAsync(id, OrchestrationStatus.Blocked)).Failure!.Code);

        engine.Options.Version = "2.0";
        await engine.DeployAsync(engine.Registry);

        Assert.Equal("1.10", (await engine.EndAsync(id)).Version);
    }

    [Theory]
    [InlineData("1.10", "1.9", 1)]
    [InlineData("1", "1.0.0", 0)]
    [InlineData("", "1", -1)]
    [InlineData("2.0-b", "2.0-a", 1)]
    public void Versions_AreComparedPartByPart(string left, string right, int order) => Assert.Equal(order, VersionRule.Compare(left, right));

    private static Func<OrchestrationContext, string, Task<string>> Changed(string change) => change switch
    {
        "another activity" => async (context, _) => await context.CallActivityAsync(Inline.Shout, "one") + await context.WaitForExternalEventAsync<string>("go"),
        "another input" => async (context, _) => await context.CallActivityAsync(Inline.Echo, "uno") + await context.WaitForExternalEventAsync<string>("go"),
        "another kind" => async (context, _) =>
        {
            await context.CreateTimerAsync(TimeSpan.FromSeconds(1));
            return await context.WaitForExternalEventAsync<string>("go");
        }
        ,
        "one step more" => async (context, input) =>
        {
            Task<string> more = context.CallActivityAsync(Inline.Echo, "one");
            _ = context.CallActivityAsync(Inline.Shout, "more");
            return await more + await context.WaitForExternalEventAsync<string>("go");
        }
        ,
        "one step less" => (context, _) => context.WaitForExternalEventAsync<string>("go"),
        "an early end" => (context, _) => context.CallActivityAsync(Inline.Echo, "one"),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    private static async Task<IReadOnlyList<HistoryEvent>> UntilActivityIsDoneAsync(TestEngine engine, InstanceId id)
    {
        while (true)
        {
            IReadOnlyList<HistoryEvent> history = await engine.Client.GetHistoryAsync(id, Cancellation);
            if (history.Any(fact => fact is TaskCompleted))
            {
                return history;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), Cancellation);
        }
    }
}
