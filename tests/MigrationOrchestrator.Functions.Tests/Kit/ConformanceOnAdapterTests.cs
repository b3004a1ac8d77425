using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Conformance;
using MigrationOrchestrator.Functions.Engine;

namespace MigrationOrchestrator.Functions.Tests.Kit;

/// <summary>The conformance kit's orchestrators through this host's adapter: the same code, the same answers as on the embedded engine.</summary>
public sealed class ConformanceOnAdapterTests
{
    private readonly ActivityProbe probe = new();
    private readonly TaskRegistry registry;

    public ConformanceOnAdapterTests() => registry = ConformanceTasks.Register(new TaskRegistry(), probe);

    [Fact]
    public async Task Sequence_RunsInOrder()
        => Assert.Equal(["Hello xTokyo!", "Hello xSeattle!", "Hello xLondon!", "Hello xAmsterdam!", "Hello xMumbai!"], await RunAsync(ConformanceTasks.Sequence, "x"));

    [Fact]
    public async Task FanOut_CollectsAll() => Assert.Equal(40, await RunAsync(ConformanceTasks.FanOut, 40));

    [Fact]
    public async Task Retry_OfTransientFailure_GoesOn()
    {
        probe.FailNext("k", 2);
        Assert.Equal("done k", await RunAsync(ConformanceTasks.Retry, new RetryInput("k", 3, 10)));
        Assert.Equal(3, probe.Runs("k"));
    }

    [Theory]
    [InlineData("k", 5, 3)]
    [InlineData("final-k", 5, 1)]
    public async Task Retry_ThatCannotGoOn_FailsWithTheLastFailure(string key, int failures, int runs)
    {
        probe.FailNext(key, failures);
        Failure failure = await FailAsync(ConformanceTasks.Retry, new RetryInput(key, 3, 10));
        Assert.Equal(("test.flaky", runs), (failure.Code, probe.Runs(key)));
    }

    [Fact]
    public async Task Failure_CanBeCaughtAndGoneOnFrom()
    {
        probe.FailNext("final", 1);
        Assert.Equal("Hello conformance.Flaky:test.flaky!", await RunAsync(ConformanceTasks.CatchAndGoOn, "final"));
    }

    [Fact]
    public async Task Compensation_RunsBeforeTheFailureLeaves()
    {
        probe.FailNext("c/left", 1);
        Assert.Equal("test.flaky", (await FailAsync(ConformanceTasks.Compensate, "c")).Code);
        Assert.Equal(1, probe.Runs("c/undone"));
    }

    [Fact]
    public async Task Children_AnswerTheirParent()
        => Assert.Equal("Hello p/1/before! done p/1 Hello p/1/after!|Hello p/2/before! done p/2 Hello p/2/after!", await RunAsync(ConformanceTasks.ParentOfTwo, "p"));

    [Fact]
    public async Task Child_IsTriedAgain()
    {
        probe.FailNext("k", 1);
        Assert.Equal("Hello k/before! done k Hello k/after!", await RunAsync(ConformanceTasks.ParentThatRetries, new ChildRetryInput("k", 2)));
    }

    [Theory]
    [InlineData(DurableJson.MaxPayloadBytes, "input of activity 'conformance.Hello'")]
    public async Task Input_TooLarge_FailsNamingTheField(int size, string field)
    {
        Failure failure = await FailAsync(ConformanceTasks.LargeInput, size);
        Assert.Equal(PayloadLimit.TooLarge, failure.Code);
        Assert.Contains(field, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CustomStatus_TooLarge_FailsNamingTheField()
        => Assert.Contains("custom status", (await FailAsync(ConformanceTasks.LargeStatus, DurableJson.MaxCustomStatusBytes)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Timer_TakesItsTime() => Assert.Equal(TimeSpan.FromHours(3), await RunAsync(ConformanceTasks.Sleep, TimeSpan.FromHours(3)));

    [Fact]
    public async Task Timer_CanBeCancelled() => Assert.Equal("Hello x! cancelled", await RunAsync(ConformanceTasks.CancelledTimer, "x"));

    [Fact]
    public async Task Events_AreCollectedInOrder()
        => Assert.Equal(["a", "b", "c"], await RunAsync(ConformanceTasks.Collect, 3, ["item=a", "item=b", "item=c"]));

    [Fact]
    public async Task Events_OfTwoNames_DoNotMix() => Assert.Equal("1 2", await RunAsync(ConformanceTasks.TwoNames, "x", ["first=1", "second=2"]));

    [Theory]
    [InlineData(true, "in time")]
    [InlineData(false, "too late")]
    public async Task Event_WithDeadline_ComesInTimeOrNot(bool raised, string answer)
        => Assert.Equal(answer, await RunAsync(ConformanceTasks.CollectInTime, TimeSpan.FromMinutes(1), raised ? ["item=in time"] : []));

    [Fact]
    public async Task ContinueAsNew_GivesTheNextInput()
    {
        InMemoryContext context = Context(ConformanceTasks.Generations, new Progress(2, 0));
        context.Raise("item", "\"x\"");
        _ = await context.RunAsync();
        Assert.Equal((DurableJson.Serialize(new Progress(1, 1)), true), context.Continuation);
    }

    [Fact]
    public async Task SendEvent_NamesItsTarget()
    {
        InMemoryContext context = Context(ConformanceTasks.SendTo, "other");
        _ = await context.RunAsync();
        Assert.Equal([("other", "item", "\"from i\"")], context.Sent);
    }

    [Fact]
    public async Task Guids_Differ() => Assert.Equal(5, (await RunAsync(ConformanceTasks.Guids, 5, ["item=x"])).Distinct().Count());

    [Fact]
    public async Task Facts_AreTold() => Assert.Equal("i conformance.Facts 1  False x", await RunAsync(ConformanceTasks.Facts, "x"));

    private InMemoryContext Context<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input) => new(orchestrator.Value, "i", DurableJson.Serialize(input), registry);

    private async Task<TOutput> RunAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input, params string[] events)
    {
        InMemoryContext context = Context(orchestrator, input);
        foreach (string[] raised in events.Select(text => text.Split('=')))
        {
            context.Raise(raised[0], JsonSerializer.Serialize(raised[1]));
        }

        return Payload.Read<TOutput>(await context.RunAsync());
    }

    private async Task<Failure> FailAsync<TInput, TOutput>(OrchestratorName<TInput, TOutput> orchestrator, TInput input)
    {
        CrossingException failed = await Assert.ThrowsAsync<CrossingException>(() => Context(orchestrator, input).RunAsync());
        return CrossingFailure.Read(Microsoft.DurableTask.TaskFailureDetails.FromException(failed));
    }
}
