namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>Sub-orchestrations.</summary>
public abstract class ChildSuite : ConformanceSuite
{
    [Fact]
    public async Task Child_ThatCompletes_GivesItsOutputToItsParent()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Parent, "child", cancellation: Cancellation);
        await Probe.ArrivalAsync("child");
        Assert.Equal(id, (await Client.FindAsync(id.Child("child"), cancellation: Cancellation))!.ParentId);
        Probe.OpenGate("child");

        Assert.Equal("passed child", (await EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Child_ThatFails_FailsItsParentWithItsFailure()
    {
        Probe.FailNext("bad/2", 1);
        OrchestrationState state = await RunAsync(ConformanceTasks.ParentOfTwo, "bad");

        Assert.Equal(OrchestrationStatus.Failed, state.Status);
        Assert.Equal("test.flaky", state.Failure!.Code);
    }

    [Fact]
    public async Task Child_WithARetryPolicy_RunsAgainUnderTheSameId()
    {
        Probe.FailNext("child-retried", 2);
        OrchestrationState state = await RunAsync(ConformanceTasks.ParentThatRetries, new ChildRetryInput("child-retried", 3));

        Assert.Equal(OrchestrationStatus.Completed, state.Status);
        OrchestrationPage children = await Client.QueryAsync(new OrchestrationQuery { Name = ConformanceTasks.CallFlaky.Value }, Cancellation);
        _ = Assert.Single(children.Items);
        Assert.Equal(3, Probe.Runs("child-retried"));
    }

    [Fact]
    public async Task Child_WhenTheHostRestarts_GoesOn()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Parent, "across", cancellation: Cancellation);
        await Probe.ArrivalAsync("across");
        await Host.RestartAsync();
        Probe.OpenGate("across");

        Assert.Equal("passed across", (await EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Terminate_OfAParent_StopsItsChildrenToo()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Parent, "stopped", cancellation: Cancellation);
        await Probe.ArrivalAsync("stopped");

        Assert.Equal(CommandResult.Accepted, await Client.TerminateAsync(id, "test", cancellation: Cancellation));

        Assert.Equal(OrchestrationStatus.Terminated, (await EndAsync(id)).Status);
        Assert.Equal(OrchestrationStatus.Terminated, (await EndAsync(id.Child("child"))).Status);
    }

    [Fact]
    public async Task Terminate_OfAChild_FailsItsParent()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Parent, "only-child", cancellation: Cancellation);
        await Probe.ArrivalAsync("only-child");

        Assert.Equal(CommandResult.Accepted, await Client.TerminateAsync(id.Child("child"), "test", cancellation: Cancellation));

        OrchestrationState state = await EndAsync(id);
        Assert.Equal(OrchestrationStatus.Failed, state.Status);
        Assert.Equal(Failure.Cancelled, state.Failure!.Code);
    }

    [Fact]
    public async Task Purge_OfAParent_RemovesItsChildren()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Parent, "purged", cancellation: Cancellation);
        Probe.OpenGate("purged");
        _ = await EndAsync(id);

        Assert.Equal(CommandResult.Accepted, await Client.PurgeAsync(id, Cancellation));

        Assert.Null(await Client.FindAsync(id, cancellation: Cancellation));
        Assert.Null(await Client.FindAsync(id.Child("child"), cancellation: Cancellation));
    }

    [Fact]
    public async Task Terminate_OfAParentAlone_LetsItsChildGoOn()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Parent, "left-alone", cancellation: Cancellation);
        await Probe.ArrivalAsync("left-alone");

        Assert.Equal(CommandResult.Accepted, await Client.TerminateAsync(id, "test", recursive: false, Cancellation));
        Assert.Equal(OrchestrationStatus.Terminated, (await EndAsync(id)).Status);
        Probe.OpenGate("left-alone");

        Assert.Equal("passed left-alone", (await EndAsync(id.Child("child"))).ReadOutput<string>());
        Assert.Equal(OrchestrationStatus.Terminated, (await Client.FindAsync(id, cancellation: Cancellation))!.Status);
    }
}
