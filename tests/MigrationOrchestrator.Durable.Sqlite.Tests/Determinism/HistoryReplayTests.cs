using MigrationOrchestrator.Durable.Conformance;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Determinism;

/// <summary>Exported histories replayed against today's code.</summary>
public sealed class HistoryReplayTests
{
    private static readonly TaskRegistry Registry = ConformanceTasks.Register(new TaskRegistry(), new ActivityProbe());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Corpus => [.. HistoryCorpus.Files];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void History_OfAnEarlierBuild_IsWhatTodaysCodeDoes(string file) => Assert.Null(HistoryReplay.FindDifference(Registry, HistoryCorpus.Read(file)));

    [Fact]
    public void History_CutAnywhere_IsStillWhatTodaysCodeDoes()
    {
        foreach (HistoryExport history in HistoryCorpus.All())
        {
            // A cut inside a turn loses steps that the code takes at once, so only the starts of turns are tried.
            for (int length = 1; length < history.Events.Count; length++)
            {
                if (history.Events[length] is OrchestratorStarted)
                {
                    Assert.Null(HistoryReplay.FindDifference(Registry, history with { Events = [.. history.Events.Take(length)] }));
                }
            }
        }
    }

    [Fact]
    public void History_WithAnotherStep_IsToldWithBothSides()
    {
        HistoryExport history = HistoryCorpus.Read("sequence.json");
        HistoryExport changed = history with { Events = [.. history.Events.Select(fact => fact is TaskScheduled { Id: 3 } task ? task with { Name = "Goodbye" } : fact)] };

        ReplayDifference difference = HistoryReplay.FindDifference(Registry, changed)!;

        Assert.Equal(3, difference.Difference.Id);
        Assert.StartsWith("activity Goodbye", difference.Difference.Recorded, StringComparison.Ordinal);
        Assert.StartsWith("activity conformance.Hello", difference.Difference.Replayed, StringComparison.Ordinal);
        Assert.Equal(2, difference.Agreeing.Count);
    }

    [Fact]
    public void History_ThatIsNone_IsRefused()
    {
        _ = Assert.Throws<InvalidDataException>(() => HistoryReplay.FindDifference(Registry, new HistoryExport(new InstanceId("x"), [])));
        _ = Assert.Throws<KeyNotFoundException>(() => HistoryReplay.FindDifference(Registry, new HistoryExport(new InstanceId("x"), [new ExecutionStarted(DateTimeOffset.UnixEpoch, "Nobody", "", "1")])));
    }

    [Fact]
    public async Task Corpus_IsWrittenByRealInstances()
    {
        ActivityProbe probe = new();
        await using TestEngine engine = await new TestEngine { Registry = ConformanceTasks.Register(new TaskRegistry(), probe) }.StartAsync();
        probe.FailNext("retried", 2);
        probe.FailNext("family/2", 1);
        probe.FailNext("caught", 1);
        await KeepAsync(engine, "sequence", await engine.RunAsync(ConformanceTasks.Sequence, ""));
        await KeepAsync(engine, "fan-out", await engine.RunAsync(ConformanceTasks.FanOut, 5));
        await KeepAsync(engine, "retry", await engine.RunAsync(ConformanceTasks.Retry, new RetryInput("retried", 5, 1)));
        await KeepAsync(engine, "caught", await engine.RunAsync(ConformanceTasks.CatchAndGoOn, "caught"));
        await KeepAsync(engine, "cancelled-timer", await engine.RunAsync(ConformanceTasks.CancelledTimer, "x"));
        await KeepAsync(engine, "deadline", await engine.RunAsync(ConformanceTasks.CollectInTime, TimeSpan.FromMilliseconds(1)));
        OrchestrationState failed = await engine.RunAsync(ConformanceTasks.ParentOfTwo, "family");
        await KeepAsync(engine, "failed-family", failed);
        _ = await engine.Client.RewindAsync(failed.InstanceId, "test", Cancellation);
        await KeepAsync(engine, "rewound-family", await engine.UntilAsync(failed.InstanceId, OrchestrationStatus.Completed));
        InstanceId collector = await engine.Client.StartAsync(ConformanceTasks.Collect, 2, cancellation: Cancellation);
        _ = await engine.RunAsync(ConformanceTasks.SendTo, collector.Value);
        _ = await engine.Client.SuspendAsync(collector, "test", Cancellation);
        _ = await engine.Client.ResumeAsync(collector, "test", Cancellation);
        _ = await engine.Client.RaiseEventAsync(collector, "item", "b", Cancellation);
        await KeepAsync(engine, "events", await engine.EndAsync(collector));
        InstanceId generations = await engine.Client.StartAsync(ConformanceTasks.Generations, new Progress(1, 0), cancellation: Cancellation);
        _ = await engine.Client.RaiseEventAsync(generations, "item", "b", Cancellation);
        _ = await engine.Client.RaiseEventAsync(generations, "item", "c", Cancellation);
        await KeepAsync(engine, "generations", await engine.EndAsync(generations));
    }

    private static async Task KeepAsync(TestEngine engine, string name, OrchestrationState state)
    {
        HistoryExport history = new(state.InstanceId, await engine.Client.GetHistoryAsync(state.InstanceId, Cancellation));
        Assert.Null(HistoryReplay.FindDifference(Registry, DurableJson.Deserialize<HistoryExport>(DurableJson.Serialize(history))!));
        if (Environment.GetEnvironmentVariable("MIGRATOR_WRITE_CORPUS") == "1")
        {
            HistoryCorpus.Add(name, history);
        }
    }
}
