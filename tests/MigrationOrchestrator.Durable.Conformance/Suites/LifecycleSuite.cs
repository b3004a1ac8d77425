namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>What clients see of instances and do to them.</summary>
public abstract class LifecycleSuite : ConformanceSuite
{
    [Fact]
    public async Task Start_WithOptions_FixesIdAndVersion()
    {
        OrchestrationState state = await RunAsync(ConformanceTasks.Facts, "in", new StartOptions { InstanceId = new InstanceId("chosen"), Version = "2.1" });

        Assert.Equal("chosen conformance.Facts 2.1  False in", state.ReadOutput<string>());
        Assert.Equal("2.1", state.Version);
        Assert.Equal("\"in\"", state.Input);
    }

    [Fact]
    public async Task Start_WithATakenId_IsRefused()
    {
        StartOptions options = new() { InstanceId = new InstanceId("taken") };
        _ = await RunAsync(ConformanceTasks.Facts, "in", options);

        InstanceExistsException refused = await Assert.ThrowsAsync<InstanceExistsException>(() => Client.StartAsync(ConformanceTasks.Facts, "in", options, Cancellation));
        Assert.Equal(OrchestrationStatus.Completed, refused.Status);
    }

    [Fact]
    public async Task Start_AtALaterTime_WaitsForIt()
    {
        DateTimeOffset startAt = DateTimeOffset.UtcNow.AddMilliseconds(150);
        InstanceId id = await Client.StartAsync(ConformanceTasks.Collect, 1, new StartOptions { StartAt = startAt }, Cancellation);
        _ = await Client.RaiseEventAsync(id, "item", "early", Cancellation);

        OrchestrationState state = await EndAsync(id);

        Assert.Equal(["early"], state.ReadOutput<string[]>());
        Assert.True(state.UpdatedAt >= startAt, $"It was to start at {startAt:O} and ended at {state.UpdatedAt:O}.");
    }

    [Fact]
    public async Task Find_OfAnUnknownInstance_GivesNothing()
    {
        Assert.Null(await Client.FindAsync(new InstanceId("nobody"), cancellation: Cancellation));
        _ = await Assert.ThrowsAsync<KeyNotFoundException>(() => Client.WaitForCompletionAsync(new InstanceId("nobody"), Cancellation));
    }

    [Fact]
    public async Task CustomStatus_WhileItRuns_IsSeenAndSurvivesARestart()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Publish, "publish", cancellation: Cancellation);
        _ = await UntilAsync(id, state => state.ReadCustomStatus<string>() == "waiting");
        _ = await Client.RaiseEventAsync(id, "item", "it", Cancellation);
        await Probe.ArrivalAsync("publish");
        await Host.RestartAsync();
        Assert.Equal("got it", (await Client.FindAsync(id, cancellation: Cancellation))!.ReadCustomStatus<string>());
        Probe.OpenGate("publish");

        Assert.Null((await EndAsync(id)).CustomStatus);
    }

    [Fact]
    public async Task CustomStatus_OverTheLimit_FailsNamingTheField()
    {
        OrchestrationState state = await RunAsync(ConformanceTasks.LargeStatus, DurableJson.MaxCustomStatusBytes);

        Assert.Equal(PayloadLimit.TooLarge, state.Failure!.Code);
        Assert.Contains("custom status", state.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspend_ThenResume_KeepsWhatCameMeanwhile()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Collect, 2, cancellation: Cancellation);
        Assert.Equal(CommandResult.Accepted, await Client.SuspendAsync(id, "test", Cancellation));
        _ = await UntilAsync(id, state => state.Status == OrchestrationStatus.Suspended);
        _ = await Client.RaiseEventAsync(id, "item", "a", Cancellation);
        await Host.RestartAsync();
        _ = await Client.RaiseEventAsync(id, "item", "b", Cancellation);
        Assert.Equal(OrchestrationStatus.Suspended, (await Client.FindAsync(id, cancellation: Cancellation))!.Status);

        Assert.Equal(CommandResult.Accepted, await Client.ResumeAsync(id, "test", Cancellation));

        Assert.Equal(["a", "b"], (await EndAsync(id)).ReadOutput<string[]>());
    }

    [Fact]
    public async Task Suspend_WhileAnActivityRuns_KeepsItsResult()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.CallGated, "held", cancellation: Cancellation);
        await Probe.ArrivalAsync("held");
        _ = await Client.SuspendAsync(id, "test", Cancellation);
        _ = await UntilAsync(id, state => state.Status == OrchestrationStatus.Suspended);
        Probe.OpenGate("held");
        _ = await Client.ResumeAsync(id, "test", Cancellation);

        Assert.Equal("passed held", (await EndAsync(id)).ReadOutput<string>());
        Assert.Equal(1, Probe.Runs("held"));
    }

    [Fact]
    public async Task Commands_ToUnknownOrFinishedInstances_AreRefused()
    {
        InstanceId nobody = new("nobody");
        InstanceId finished = (await RunAsync(ConformanceTasks.Sequence, "")).InstanceId;

        Assert.Equal(CommandResult.NotFound, await Client.TerminateAsync(nobody, "test", cancellation: Cancellation));
        Assert.Equal(CommandResult.NotFound, await Client.SuspendAsync(nobody, "test", Cancellation));
        Assert.Equal(CommandResult.NotFound, await Client.ResumeAsync(nobody, "test", Cancellation));
        Assert.Equal(CommandResult.NotFound, await Client.PurgeAsync(nobody, Cancellation));
        Assert.Equal(CommandResult.NotAllowed, await Client.TerminateAsync(finished, "test", cancellation: Cancellation));
        Assert.Equal(CommandResult.NotAllowed, await Client.SuspendAsync(finished, "test", Cancellation));
        Assert.Equal(CommandResult.NotAllowed, await Client.ResumeAsync(finished, "test", Cancellation));
    }

    [Fact]
    public async Task Guids_AreDistinctAndTheSameInEveryReplay()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Guids, 3, cancellation: Cancellation);
        await Host.RestartAsync();
        _ = await Client.RaiseEventAsync(id, "item", "x", Cancellation);
        Guid[] made = (await EndAsync(id)).ReadOutput<Guid[]>();

        Assert.Equal(3, made.Distinct().Count());
        Assert.All(made, guid => Assert.Equal(5, guid.Version));
    }

    [Fact]
    public async Task Query_WithConditionsAndPages_GivesEachMatchOnceNewestFirst()
    {
        for (int number = 0; number < 7; number++)
        {
            _ = await RunAsync(ConformanceTasks.Facts, "in", new StartOptions { InstanceId = new InstanceId($"query-{number}") });
        }

        _ = await RunAsync(ConformanceTasks.Facts, "in", new StartOptions { InstanceId = new InstanceId("other") });
        List<string> seen = [];
        OrchestrationQuery query = new() { InstanceIdPrefix = "query-", Statuses = [OrchestrationStatus.Completed], Name = ConformanceTasks.Facts.Value, PageSize = 3 };
        do
        {
            OrchestrationPage page = await Client.QueryAsync(query, Cancellation);
            Assert.True(page.Items.Count <= 3);
            seen.AddRange(page.Items.Select(state => state.InstanceId.Value));
            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null);

        Assert.Equal(["query-6", "query-5", "query-4", "query-3", "query-2", "query-1", "query-0"], seen);
        Assert.Empty((await Client.QueryAsync(new OrchestrationQuery { CreatedTo = DateTimeOffset.UnixEpoch }, Cancellation)).Items);
        Assert.Empty((await Client.QueryAsync(new OrchestrationQuery { Statuses = [OrchestrationStatus.Failed] }, Cancellation)).Items);
    }

    [Fact]
    public async Task Purge_ByFilter_RemovesFinishedInstancesOnly()
    {
        InstanceId open = await Client.StartAsync(ConformanceTasks.Collect, 1, cancellation: Cancellation);
        for (int number = 0; number < 5; number++)
        {
            _ = await RunAsync(ConformanceTasks.Facts, "in");
        }

        Assert.Equal(0, await Client.PurgeAsync(new PurgeFilter { FinishedBefore = DateTimeOffset.UnixEpoch }, Cancellation));
        Assert.Equal(0, await Client.PurgeAsync(new PurgeFilter { Statuses = [OrchestrationStatus.Failed] }, Cancellation));
        Assert.Equal(3, await Client.PurgeAsync(new PurgeFilter { Limit = 3 }, Cancellation));
        Assert.Equal(2, await Client.PurgeAsync(new PurgeFilter(), Cancellation));
        Assert.NotNull(await Client.FindAsync(open, cancellation: Cancellation));
        Assert.Equal(CommandResult.NotAllowed, await Client.PurgeAsync(open, Cancellation));
    }

    [Fact]
    public async Task History_OfACompletedInstance_TellsItsStepsInOrder()
    {
        InstanceId id = (await RunAsync(ConformanceTasks.Sequence, "")).InstanceId;
        IReadOnlyList<HistoryEvent> history = await Client.GetHistoryAsync(id, Cancellation);

        _ = Assert.IsType<ExecutionStarted>(history[0]);
        _ = Assert.IsType<ExecutionCompleted>(history[^1]);
        Assert.Equal(5, history.OfType<TaskScheduled>().Count());
        Assert.Equal(5, history.OfType<TaskCompleted>().Count());
        Assert.Equal(history.Select(fact => fact.Timestamp).Order(), history.Select(fact => fact.Timestamp));
        Assert.Empty(await Client.GetHistoryAsync(new InstanceId("nobody"), Cancellation));
    }

    [Fact]
    public async Task Payloads_OfAnOrchestration_OverTheLimit_AreRefusedNamingTheField()
    {
        Failure input = (await Assert.ThrowsAsync<FailureException>(() => Client.StartAsync(ConformanceTasks.Sequence, new string('x', DurableJson.MaxPayloadBytes), cancellation: Cancellation))).Failure;
        Failure output = (await RunAsync(ConformanceTasks.LargeOutput, DurableJson.MaxPayloadBytes)).Failure!;

        Assert.Equal((PayloadLimit.TooLarge, PayloadLimit.TooLarge), (input.Code, output.Code));
        Assert.Contains("input of orchestration 'conformance.Sequence'", input.Message, StringComparison.Ordinal);
        Assert.Contains("output of orchestration 'conformance.LargeOutput'", output.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_WhileSuspended_EndsTheInstance()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Collect, 1, cancellation: Cancellation);
        _ = await Client.SuspendAsync(id, "test", Cancellation);
        _ = await UntilAsync(id, state => state.Status == OrchestrationStatus.Suspended);

        Assert.Equal(CommandResult.Accepted, await Client.TerminateAsync(id, "enough", cancellation: Cancellation));

        Assert.Equal(OrchestrationStatus.Terminated, (await EndAsync(id)).Status);
        Assert.Equal(CommandResult.NotAllowed, await Client.ResumeAsync(id, "test", Cancellation));
    }

    [Fact]
    public async Task Query_ByEachCondition_GivesExactlyWhatMatches()
    {
        Probe.FailNext("fails", 1);
        List<OrchestrationState> all = [];
        all.Add(await RunAsync(ConformanceTasks.Facts, "in", new StartOptions { InstanceId = new InstanceId("match-1") }));
        all.Add(await RunAsync(ConformanceTasks.CallFlaky, "fails", new StartOptions { InstanceId = new InstanceId("match-2") }));
        InstanceId open = await Client.StartAsync(ConformanceTasks.Collect, 1, new StartOptions { InstanceId = new InstanceId("other") }, Cancellation);
        all.Add(await UntilAsync(open, state => state.Status == OrchestrationStatus.Running));
        DateTimeOffset second = all[1].CreatedAt;

        await AssertFoundAsync(all, new OrchestrationQuery { Statuses = [OrchestrationStatus.Failed] }, state => state.Status == OrchestrationStatus.Failed);
        await AssertFoundAsync(all, new OrchestrationQuery { Statuses = [OrchestrationStatus.Running, OrchestrationStatus.Completed] }, state => state.Status != OrchestrationStatus.Failed);
        await AssertFoundAsync(all, new OrchestrationQuery { Name = ConformanceTasks.Collect.Value }, state => state.InstanceId == open);
        await AssertFoundAsync(all, new OrchestrationQuery { InstanceIdPrefix = "match-" }, state => state.InstanceId != open);
        await AssertFoundAsync(all, new OrchestrationQuery { CreatedFrom = second }, state => state.CreatedAt >= second);
        await AssertFoundAsync(all, new OrchestrationQuery { CreatedTo = second }, state => state.CreatedAt < second);
        await AssertFoundAsync(all, new OrchestrationQuery { CreatedFrom = second, CreatedTo = second.AddTicks(1), InstanceIdPrefix = "match-" }, state => state.CreatedAt == second && state.InstanceId != open);
    }

    private async Task AssertFoundAsync(IEnumerable<OrchestrationState> all, OrchestrationQuery query, Func<OrchestrationState, bool> matches)
    {
        OrchestrationPage page = await Client.QueryAsync(query, Cancellation);
        Assert.Equal(all.Where(matches).Select(state => state.InstanceId).Reverse(), page.Items.Select(state => state.InstanceId));
    }
}
