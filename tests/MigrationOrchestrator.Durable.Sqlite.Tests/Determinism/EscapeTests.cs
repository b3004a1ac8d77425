using MigrationOrchestrator.Durable.Conformance;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Determinism;

/// <summary>In tests a listener catches code that leaves the orchestrator's scheduler, with its stack.</summary>
public sealed class EscapeTests
{
    private static readonly HistoryExport Started = new(new InstanceId("escape"), [new ExecutionStarted(DateTimeOffset.UnixEpoch, "Flow", "", "\"\""), new OrchestratorStarted(DateTimeOffset.UnixEpoch)]);

    [Fact]
    public void TaskRun_InAnOrchestrator_IsCaughtWithItsStack()
        => Assert.Contains(Escapes(static (_, _) => LeaveByTaskRun()), escape => escape.Contains(nameof(LeaveByTaskRun), StringComparison.Ordinal));

    [Fact]
    public void TaskDelay_InAnOrchestrator_IsCaughtWithItsStack()
        => Assert.Contains(Escapes(static (_, _) => LeaveByDelay()), escape => escape.StartsWith("Task.Delay", StringComparison.Ordinal) && escape.Contains(nameof(LeaveByDelay), StringComparison.Ordinal));

    [Fact]
    public void Context_UsedAsItShould_IsNotCaught()
        => Assert.Empty(Escapes(static async (context, _) => string.Concat(await Task.WhenAll(context.WaitForExternalEventAsync<string>("a"), context.WaitForExternalEventAsync<string>("b", TimeSpan.FromSeconds(1))))));

    [Fact]
    public void KitOrchestrators_NeverLeaveTheirScheduler()
    {
        using EscapeListener listener = new();
        TaskRegistry registry = ConformanceTasks.Register(new TaskRegistry(), new ActivityProbe());
        Assert.All(HistoryCorpus.All(), history => Assert.Null(HistoryReplay.FindDifference(registry, history)));
        Assert.Equal("", string.Join('\n', listener.Escapes));
    }

    private static IReadOnlyCollection<string> Escapes(Func<OrchestrationContext, string, Task<string>> flow)
    {
        using EscapeListener listener = new();
        _ = HistoryReplay.FindDifference(Inline.Registry(flow), Started);
        return listener.Escapes;
    }

    private static Task<string> LeaveByTaskRun() => Task.Run(() => "away", TestContext.Current.CancellationToken);

    private static async Task<string> LeaveByDelay()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        return "later";
    }
}
