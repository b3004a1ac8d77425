using MigrationOrchestrator.Durable.Conformance;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Determinism;

/// <summary>In tests a listener catches code that leaves the orchestrator's scheduler, with its stack.</summary>
public sealed class EscapeTests
{
    private static readonly HistoryExport Started = new(new InstanceId("escape"), [new ExecutionStarted(DateTimeOffset.UnixEpoch, "Flow", "", "\"\""), new OrchestratorStarted(DateTimeOffset.UnixEpoch)]);

    private static readonly HistoryExport Answered = Started with
    {
        Events = [.. Started.Events, new TaskScheduled(DateTimeOffset.UnixEpoch, 1, "Echo", "\"x\"", Replay.InputHash.Of("\"x\""), 1), new OrchestratorStarted(DateTimeOffset.UnixEpoch), new TaskCompleted(DateTimeOffset.UnixEpoch, 1, "\"x\"")],
    };

    public static TheoryData<string> Ways => ["TaskRun", "Factory", "ThreadPoolItem", "Delay", "NewTimer", "CancelAfter"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Orchestrator_ThatLeavesItsScheduler_IsCaughtWithItsStack(string way)
        => AssertCaught(Escapes(Started, (_, _) => Leave(way)), $"LeaveBy{way}");

    [Fact]
    public void Continuation_ThatWantsNoContext_IsCaughtWithItsStack()
        => AssertCaught(Escapes(Answered, static (context, _) => LeaveByConfigureAwait(context)), nameof(LeaveByConfigureAwait));

    [Fact]
    public void Context_UsedAsItShould_IsNotCaught()
    {
        Assert.Empty(Escapes(Started, static async (context, _) => string.Concat(await Task.WhenAll(context.WaitForExternalEventAsync<string>("a"), context.WaitForExternalEventAsync<string>("b", TimeSpan.FromSeconds(1))))));
        Assert.Empty(Escapes(Answered, static async (context, _) => await context.CallActivityAsync(Inline.Echo, "x") + await context.WaitForExternalEventAsync<string>("a")));
    }

    [Fact]
    public void KitOrchestrators_NeverLeaveTheirScheduler()
    {
        using EscapeListener listener = new();
        TaskRegistry registry = listener.Watch(ConformanceTasks.Register(new TaskRegistry(), new ActivityProbe()));
        Assert.All(HistoryCorpus.All(), history => Assert.Null(HistoryReplay.FindDifference(registry, history)));
        Assert.Equal("", string.Join('\n', listener.Escapes));
    }

    private static void AssertCaught(IReadOnlyCollection<string> escapes, string by)
        => Assert.True(escapes.Any(escape => escape.Contains(by, StringComparison.Ordinal)), string.Join("\n\n", escapes));

    private static IReadOnlyCollection<string> Escapes(HistoryExport history, Func<OrchestrationContext, string, Task<string>> flow)
    {
        using EscapeListener listener = new();
        _ = HistoryReplay.FindDifference(listener.Watch(Inline.Registry(flow)), history);
        return listener.Escapes;
    }

    private static Task<string> Leave(string way) => way switch
    {
        "TaskRun" => LeaveByTaskRun(),
        "Factory" => LeaveByFactory(),
        "ThreadPoolItem" => LeaveByThreadPoolItem(),
        "Delay" => LeaveByDelay(),
        "NewTimer" => LeaveByNewTimer(),
        _ => LeaveByCancelAfter(),
    };

    private static Task<string> LeaveByTaskRun() => Task.Run(() => "away", TestContext.Current.CancellationToken);

    private static Task<string> LeaveByFactory() => Task.Factory.StartNew(() => "away", CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);

    private static Task<string> LeaveByThreadPoolItem()
    {
        _ = ThreadPool.QueueUserWorkItem(_ => { });
        return Task.FromResult("away");
    }

    private static async Task<string> LeaveByDelay()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        return "later";
    }

    private static Task<string> LeaveByNewTimer()
    {
        using Timer timer = new(_ => { }, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        return Task.FromResult("later");
    }

    private static Task<string> LeaveByCancelAfter()
    {
        using CancellationTokenSource deadline = new();
        deadline.CancelAfter(TimeSpan.FromHours(1));
        return Task.FromResult("later");
    }

    private static async Task<string> LeaveByConfigureAwait(OrchestrationContext context)
        => await context.CallActivityAsync(Inline.Echo, "x").ConfigureAwait(false) + "elsewhere";
}
