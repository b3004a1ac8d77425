namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>Rewind and restart, where the host's engine has them.</summary>
public abstract class RewindSuite : ConformanceSuite
{
    [Fact]
    public async Task Rewind_OfAFailedStep_KeepsTheResultsBeforeIt()
    {
        Probe.FailNext("rewound", 1);
        InstanceId id = (await RunAsync(ConformanceTasks.CallFlaky, "rewound")).InstanceId;

        Assert.Equal(CommandResult.Accepted, await Client.RewindAsync(id, "test", Cancellation));

        OrchestrationState state = await UntilAsync(id, state => state.Status == OrchestrationStatus.Completed);
        Assert.Equal("Hello rewound/before! done rewound Hello rewound/after!", state.ReadOutput<string>());
        Assert.Null(state.Failure);
        Assert.Equal(1, Probe.Runs("rewound/before"));
        Assert.Equal(2, Probe.Runs("rewound"));
    }

    [Fact]
    public async Task Rewind_AfterRetries_TriesTheLastAttemptAgain()
    {
        Probe.FailNext("rewound-retry", 3);
        InstanceId id = (await RunAsync(ConformanceTasks.Retry, new RetryInput("rewound-retry", 3, 1))).InstanceId;

        _ = await Client.RewindAsync(id, "test", Cancellation);

        Assert.Equal("done rewound-retry", (await UntilAsync(id, state => state.Status == OrchestrationStatus.Completed)).ReadOutput<string>());
        Assert.Equal(4, Probe.Runs("rewound-retry"));
    }

    [Fact]
    public async Task Rewind_AfterCompensation_TriesAllFailedBranchesAgain()
    {
        Probe.FailNext("branches/left", 1);
        Probe.FailNext("branches/right", 1);
        InstanceId id = (await RunAsync(ConformanceTasks.Compensate, "branches")).InstanceId;
        Assert.Equal(1, Probe.Runs("branches/undone"));

        _ = await Client.RewindAsync(id, "test", Cancellation);

        Assert.Equal("done branches/left done branches/right", (await UntilAsync(id, state => state.Status == OrchestrationStatus.Completed)).ReadOutput<string>());
        Assert.Equal(1, Probe.Runs("branches/undone"));
    }

    [Fact]
    public async Task Rewind_OfAParent_RewindsItsFailedChildrenAndKeepsTheOthers()
    {
        Probe.FailNext("family/2", 1);
        InstanceId id = (await RunAsync(ConformanceTasks.ParentOfTwo, "family")).InstanceId;

        _ = await Client.RewindAsync(id, "test", Cancellation);

        OrchestrationState state = await UntilAsync(id, state => state.Status == OrchestrationStatus.Completed);
        Assert.Equal("Hello family/1/before! done family/1 Hello family/1/after!|Hello family/2/before! done family/2 Hello family/2/after!", state.ReadOutput<string>());
        Assert.Equal(1, Probe.Runs("family/1"));
        Assert.Equal(1, Probe.Runs("family/2/before"));
        Assert.Equal(2, Probe.Runs("family/2"));
    }

    [Fact]
    public async Task Rewind_ThatFailsAgain_CanBeRepeated()
    {
        Probe.FailNext("stubborn", 3);
        InstanceId id = (await RunAsync(ConformanceTasks.CallFlaky, "stubborn")).InstanceId;
        for (int runs = 2; runs <= 4; runs++)
        {
            Assert.Equal(CommandResult.Accepted, await Client.RewindAsync(id, "test", Cancellation));

            // Once the step runs again the instance is open again, so the end that is seen afterwards is this run's and not the one before.
            await Probe.RanAsync("stubborn", runs);
            _ = await EndAsync(id);
        }

        Assert.Equal(OrchestrationStatus.Completed, (await Client.FindAsync(id, cancellation: Cancellation))!.Status);
    }

    [Fact]
    public async Task Rewind_OfAnInstanceThatDidNotFail_IsRefused()
    {
        InstanceId id = (await RunAsync(ConformanceTasks.Sequence, "")).InstanceId;

        Assert.Equal(CommandResult.NotAllowed, await Client.RewindAsync(id, "test", Cancellation));
        Assert.Equal(CommandResult.NotFound, await Client.RewindAsync(new InstanceId("nobody"), "test", Cancellation));
    }

    [Fact]
    public async Task Restart_OfAFinishedInstance_RunsItAnewWithTheSameInput()
    {
        InstanceId id = (await RunAsync(ConformanceTasks.CallFlaky, "anew")).InstanceId;

        Assert.Equal(id, await Client.RestartAsync(id, withNewId: false, Cancellation));
        await Probe.RanAsync("anew", 2);
        _ = await EndAsync(id);
        InstanceId? other = await Client.RestartAsync(id, withNewId: true, Cancellation);

        Assert.NotEqual(id, other);
        Assert.Equal("Hello anew/before! done anew Hello anew/after!", (await EndAsync(other!.Value)).ReadOutput<string>());
        Assert.Null(await Client.RestartAsync(new InstanceId("nobody"), withNewId: false, Cancellation));
    }
}
