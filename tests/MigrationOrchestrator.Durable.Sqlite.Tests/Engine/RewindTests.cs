using Microsoft.Extensions.Time.Testing;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>What a rewind keeps and what it must not take for its own.</summary>
public sealed class RewindTests
{
    private static readonly OrchestratorName<string, string> Waiting = new("Waiting");
    private static readonly StartOptions Named = new() { InstanceId = new InstanceId("parent") };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rewind_OfAFailedInstance_HasANewExecution()
    {
        await using TestEngine engine = await StartAsync((context, _) => context.CallActivityAsync(Inline.Echo, "first"));
        OrchestrationState failed = await engine.RunAsync(Inline.Flow, "");
        string before = engine.Read("SELECT execution_id || ' ' || generation FROM instances");

        await RewindAsync(engine, failed.InstanceId);

        string[] after = engine.Read("SELECT execution_id || ' ' || generation FROM instances").Split(' ');
        Assert.DoesNotContain(before.Split(' '), after.Contains);
        ExecutionRewound fact = Assert.Single((await engine.Client.GetHistoryAsync(failed.InstanceId, Cancellation)).OfType<ExecutionRewound>());
        Assert.Equal(after[0], fact.ExecutionId);
    }

    [Fact]
    public async Task Rewind_WithATimerOfTheDroppedTail_DoesNotTakeItForANewStep()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using TestEngine engine = await StartAsync(time: time, flow: async (context, input) =>
        {
            try
            {
                _ = await context.CallActivityAsync(Inline.Echo, "first");
            }
            catch (TaskFailedException)
            {
                _ = context.CreateTimerAsync(TimeSpan.FromHours(1));
                throw;
            }

            return await context.CallSubOrchestratorAsync(Waiting, "second", new SubOrchestrationOptions { InstanceId = context.InstanceId.Child("second") });
        });
        InstanceId id = (await engine.RunAsync(Inline.Flow, "")).InstanceId;
        _ = await engine.Client.RewindAsync(id, "test", Cancellation);
        InstanceId child = id.Child("second");
        _ = await engine.UntilAsync(child, OrchestrationStatus.Running);

        time.Advance(TimeSpan.FromHours(1));
        _ = await engine.Client.RaiseEventAsync(child, "go", "rewound", Cancellation);

        Assert.Equal("second rewound", (await engine.UntilAsync(id, OrchestrationStatus.Completed)).ReadOutput<string>());
    }

    [Fact]
    public async Task Rewind_WithAChildOfTheDroppedTail_DoesNotTakeItsOutputForANewChilds()
    {
        await using TestEngine engine = await StartAsync(async (context, input) =>
        {
            try
            {
                _ = await context.CallActivityAsync(Inline.Echo, "first");
            }
            catch (TaskFailedException)
            {
                _ = context.CallSubOrchestratorAsync(Waiting, "dropped", new SubOrchestrationOptions { InstanceId = context.InstanceId.Child("dropped") });
                throw;
            }

            return await context.CallSubOrchestratorAsync(Waiting, "wanted", new SubOrchestrationOptions { InstanceId = context.InstanceId.Child("wanted") });
        });
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", Named, Cancellation);
        _ = await engine.EndAsync(id);
        _ = await engine.Client.RewindAsync(id, "test", Cancellation);
        _ = await engine.UntilAsync(id.Child("wanted"), OrchestrationStatus.Running);

        _ = await engine.Client.RaiseEventAsync(id.Child("dropped"), "go", "!", Cancellation);
        _ = await engine.EndAsync(id.Child("dropped"));
        _ = await engine.Client.RaiseEventAsync(id.Child("wanted"), "go", "!", Cancellation);

        Assert.Equal("wanted !", (await engine.UntilAsync(id, OrchestrationStatus.Completed)).ReadOutput<string>());
    }

    [Fact]
    public async Task Rewind_WhileAChildStillRuns_TakesThatChildsOutput()
    {
        await using TestEngine engine = await StartAsync(async (context, input) =>
        {
            Task<string> child = context.CallSubOrchestratorAsync(Waiting, "slow", new SubOrchestrationOptions { InstanceId = context.InstanceId.Child("slow") });
            string first = await context.CallActivityAsync(Inline.Echo, "first");
            return first + await child;
        });
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", Named, Cancellation);
        _ = await engine.EndAsync(id);
        _ = await engine.UntilAsync(id.Child("slow"), OrchestrationStatus.Running);
        _ = await engine.Client.RewindAsync(id, "test", Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);

        _ = await engine.Client.RaiseEventAsync(id.Child("slow"), "go", "!", Cancellation);

        Assert.Equal("firstslow !", (await engine.UntilAsync(id, OrchestrationStatus.Completed)).ReadOutput<string>());
    }

    private static async Task RewindAsync(TestEngine engine, InstanceId id)
    {
        _ = await engine.Client.RewindAsync(id, "test", Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Completed);
    }

    /// <summary>An engine whose activity fails the first time; <see cref="Waiting"/> gives back its input and the event that it waits for.</summary>
    private static Task<TestEngine> StartAsync(Func<OrchestrationContext, string, Task<string>> flow, TimeProvider? time = null)
    {
        int runs = 0;
        return new TestEngine
        {
            Time = time ?? TimeProvider.System,
            Registry = Inline.Registry(flow, (input, _) => Interlocked.Increment(ref runs) == 1 ? throw new FailureException(new Failure("test.first", "The first run fails.")) : Task.FromResult(input))
                .AddOrchestrator(Waiting, () => Inline.Orchestrator(async (context, input) => $"{input} {await context.WaitForExternalEventAsync<string>("go")}")),
        }.StartAsync();
    }
}
