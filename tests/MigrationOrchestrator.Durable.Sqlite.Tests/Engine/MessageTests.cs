using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>Messages that come twice, late, or for an execution that is over.</summary>
public sealed class MessageTests
{
    private static readonly OrchestratorName<string, string> Child = new("Child");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_ThatComeTwiceAndOutOfOrder_AreTakenOnce()
    {
        await using TestEngine engine = await new TestEngine { Registry = Families() }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);
        await engine.StopAsync();

        // The second child's result first, each twice, in between one of an older execution and two that are no child's.
        Post(engine, id, isStale: false, new SubOrchestrationCompleted(DateTimeOffset.UtcNow, 2, "\"b\""));
        Post(engine, id, isStale: false, new SubOrchestrationCompleted(DateTimeOffset.UtcNow, 2, "\"doubled\""));
        Post(engine, id, isStale: true, new SubOrchestrationCompleted(DateTimeOffset.UtcNow, 1, "\"stale\""));
        Post(engine, id, isStale: false, new TimerFired(DateTimeOffset.UtcNow, 1));
        Post(engine, id, isStale: false, new TaskCompleted(DateTimeOffset.UtcNow, 1, "\"another kind\""));
        Post(engine, id, isStale: false, new SubOrchestrationCompleted(DateTimeOffset.UtcNow, 1, "\"a\""));
        Post(engine, id, isStale: false, new SubOrchestrationCompleted(DateTimeOffset.UtcNow, 1, "\"doubled\""));
        _ = await engine.StartAsync();

        Assert.Equal("ab", (await engine.EndAsync(id)).ReadOutput<string>());
        Assert.Equal(2, (await engine.Client.GetHistoryAsync(id, Cancellation)).Count(fact => fact is SubOrchestrationCompleted));
        Assert.Equal("0", engine.Read("SELECT count(*) FROM inbox"));
    }

    [Fact]
    public async Task Event_ThatComesDuringATurn_IsNotLost()
    {
        using SemaphoreSlim inTurn = new(0);
        using SemaphoreSlim goOn = new(0);
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, input) =>
            {
                string first = await context.WaitForExternalEventAsync<string>("item");
                if (!context.IsReplaying)
                {
                    _ = inTurn.Release();
                    goOn.Wait(Cancellation);
                }

                return first + await context.WaitForExternalEventAsync<string>("item");
            }),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await engine.Client.RaiseEventAsync(id, "item", "a", Cancellation);
        await inTurn.WaitAsync(Cancellation);
        _ = await engine.Client.RaiseEventAsync(id, "item", "b", Cancellation);
        _ = goOn.Release();

        Assert.Equal("ab", (await engine.EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Turn_ThatWasOvertakenByACommand_IsThrownAway()
    {
        using SemaphoreSlim inTurn = new(0);
        using SemaphoreSlim goOn = new(0);
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, input) =>
            {
                _ = inTurn.Release();
                goOn.Wait(Cancellation);
                return await context.CallActivityAsync(Inline.Echo, "never");
            }),
        }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        await inTurn.WaitAsync(Cancellation);
        Assert.Equal(CommandResult.Accepted, await engine.Client.TerminateAsync(id, "test", cancellation: Cancellation));
        _ = goOn.Release(2);

        await engine.StopAsync();

        Assert.Equal("0", engine.Read("SELECT count(*) FROM tasks"));
        Assert.Equal(((int)OrchestrationStatus.Terminated).ToString(System.Globalization.CultureInfo.InvariantCulture), engine.Read("SELECT status FROM instances"));
    }

    [Fact]
    public async Task Instances_ThatDoNotFitInMemory_AreReplayed()
    {
        await using TestEngine engine = new()
        {
            Registry = Inline.Registry(async (context, input) =>
            {
                string before = await context.CallActivityAsync(Inline.Echo, input);
                return before + await context.WaitForExternalEventAsync<string>("item");
            }),
        };
        engine.Options.MaxInstancesInMemory = 3;
        _ = await engine.StartAsync();
        InstanceId[] ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => engine.Client.StartAsync(Inline.Flow, $"{number}", cancellation: Cancellation)));
        foreach (InstanceId id in ids)
        {
            _ = await engine.Client.RaiseEventAsync(id, "item", "!", Cancellation);
        }

        for (int number = 0; number < ids.Length; number++)
        {
            Assert.Equal($"{number}!", (await engine.EndAsync(ids[number])).ReadOutput<string>());
        }
    }

    [Fact]
    public async Task Instance_WhoseHistoryIsDamaged_IsBlockedAndHoldsUpNoOther()
    {
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, input) => input + await context.WaitForExternalEventAsync<string>("item")),
        }.StartAsync();
        InstanceId damaged = await engine.Client.StartAsync(Inline.Flow, "a", cancellation: Cancellation);
        InstanceId sound = await engine.Client.StartAsync(Inline.Flow, "b", cancellation: Cancellation);
        _ = await engine.UntilAsync(damaged, OrchestrationStatus.Running);
        _ = await engine.UntilAsync(sound, OrchestrationStatus.Running);
        await engine.StopAsync();
        engine.Change($"UPDATE history SET events = x'FF' WHERE instance = (SELECT key FROM instances WHERE id = '{damaged}')");
        _ = await engine.StartAsync();
        _ = await engine.Client.RaiseEventAsync(damaged, "item", "!", Cancellation);
        _ = await engine.Client.RaiseEventAsync(sound, "item", "!", Cancellation);

        Assert.Equal("b!", (await engine.EndAsync(sound)).ReadOutput<string>());
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (engine.Read("SELECT coalesce(failure, '') FROM instances WHERE status = 3") is var failure && !failure.Contains("engine.turn-failed", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
        }
    }

    [Fact]
    public async Task Rewind_OfAnOrchestratorThatThrewByItself_GoesOnWithTheMendedCode()
    {
        await using TestEngine engine = await new TestEngine
        {
            Registry = Inline.Registry(async (context, input) =>
            {
                _ = await context.CallActivityAsync(Inline.Echo, input);
                throw new InvalidOperationException("A defect.");
            }),
        }.StartAsync();
        OrchestrationState failed = await engine.RunAsync(Inline.Flow, "a");
        Assert.Equal(Failure.Unexpected, failed.Failure!.Code);
        await engine.DeployAsync(Inline.Registry(async (context, input) =>
            await context.CallActivityAsync(Inline.Echo, input) + await context.CallActivityAsync(Inline.Shout, input)));

        _ = await engine.Client.RewindAsync(failed.InstanceId, "test", Cancellation);

        Assert.Equal("aA", (await engine.UntilAsync(failed.InstanceId, OrchestrationStatus.Completed)).ReadOutput<string>());
        Assert.Null(HistoryReplay.FindDifference(engine.Registry, new HistoryExport(failed.InstanceId, await engine.Client.GetHistoryAsync(failed.InstanceId, Cancellation))));
    }

    private static TaskRegistry Families() => Inline.Registry(async (context, _) =>
    {
        Task<string> first = context.CallSubOrchestratorAsync(Child, "1");
        Task<string> second = context.CallSubOrchestratorAsync(Child, "2");
        return await first + await second;
    }).AddOrchestrator(Child, () => new Waiting());

    private static void Post(TestEngine engine, InstanceId target, bool isStale, HistoryEvent fact)
        => engine.Change($"INSERT INTO inbox (instance, generation, fact) SELECT key, {(isStale ? "0" : "generation")}, x'{Convert.ToHexString(HistoryCodec.Encode(fact))}' FROM instances WHERE id = '{target}'");

    private sealed class Waiting : Orchestrator<string, string>
    {
        public override Task<string> RunAsync(OrchestrationContext context, string input) => context.WaitForExternalEventAsync<string>("never");
    }
}
