namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>Activities: results, failures, retries, sizes.</summary>
public abstract class ActivitySuite : ConformanceSuite
{
    [Fact]
    public async Task Sequence_OfFiveActivities_GivesTheirResultsInOrder()
    {
        OrchestrationState state = await RunAsync(ConformanceTasks.Sequence, "");

        Assert.Equal(OrchestrationStatus.Completed, state.Status);
        Assert.Equal(["Hello Tokyo!", "Hello Seattle!", "Hello London!", "Hello Amsterdam!", "Hello Mumbai!"], state.ReadOutput<string[]>());
    }

    [Fact]
    public async Task FanOut_OfManyActivities_RunsEachOnce()
    {
        InstanceId id = new("fan-out");
        OrchestrationState state = await RunAsync(ConformanceTasks.FanOut, 200, new StartOptions { InstanceId = id });

        Assert.Equal(200, state.ReadOutput<int>());
        Assert.All(Enumerable.Range(0, 200), number => Assert.Equal(1, Probe.Runs($"fan-out/{number}")));
    }

    [Fact]
    public async Task Failure_WithoutPolicy_FailsTheOrchestration()
    {
        Probe.FailNext("once", 1);
        OrchestrationState state = await RunAsync(ConformanceTasks.CallFlaky, "once");

        Assert.Equal(OrchestrationStatus.Failed, state.Status);
        Assert.Equal("test.flaky", state.Failure!.Code);
        Assert.True(state.Failure.Transient);
        Assert.Null(state.Output);
    }

    [Fact]
    public async Task Failure_Caught_LetsTheOrchestrationGoOn()
    {
        Probe.FailNext("caught", 1);
        OrchestrationState state = await RunAsync(ConformanceTasks.CatchAndGoOn, "caught");

        Assert.Equal("Hello conformance.Flaky:test.flaky!", state.ReadOutput<string>());
    }

    [Fact]
    public async Task Retry_OfATransientFailure_TriesAgainUntilItSucceeds()
    {
        Probe.FailNext("retried", 3);
        OrchestrationState state = await RunAsync(ConformanceTasks.Retry, new RetryInput("retried", 5, 1));

        Assert.Equal("done retried", state.ReadOutput<string>());
        Assert.Equal(4, Probe.Runs("retried"));
    }

    [Fact]
    public async Task Retry_WithAttemptsUsedUp_FailsWithTheLastFailure()
    {
        Probe.FailNext("used-up", 9);
        OrchestrationState state = await RunAsync(ConformanceTasks.Retry, new RetryInput("used-up", 3, 1));

        Assert.Equal(OrchestrationStatus.Failed, state.Status);
        Assert.Equal(3, Probe.Runs("used-up"));
    }

    [Fact]
    public async Task Retry_OfAFinalFailure_DoesNotTryAgain()
    {
        Probe.FailNext("final", 9);
        OrchestrationState state = await RunAsync(ConformanceTasks.Retry, new RetryInput("final", 3, 1));

        Assert.Equal(OrchestrationStatus.Failed, state.Status);
        Assert.Equal(1, Probe.Runs("final"));
    }

    [Fact]
    public async Task Retry_PastItsTotalTimeout_GivesUp()
    {
        Probe.FailNext("timed", 9);
        OrchestrationState state = await RunAsync(ConformanceTasks.Retry, new RetryInput("timed", 9, 20, TotalMilliseconds: 10));

        Assert.Equal(OrchestrationStatus.Failed, state.Status);
        Assert.Equal(1, Probe.Runs("timed"));
    }

    [Fact]
    public async Task Activity_WithoutImplementation_FailsVisibly()
    {
        OrchestrationState state = await RunAsync(ConformanceTasks.CallMissing, "x");

        Assert.Equal(OrchestrationStatus.Failed, state.Status);
        Assert.Contains("conformance.Missing", state.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_OverTheLimit_FailsNamingTheField()
    {
        OrchestrationState state = await RunAsync(ConformanceTasks.LargeInput, DurableJson.MaxPayloadBytes);

        Assert.Equal(PayloadLimit.TooLarge, state.Failure!.Code);
        Assert.Contains("input of activity 'conformance.Hello'", state.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, Probe.Runs(new string('x', DurableJson.MaxPayloadBytes)));
    }

    [Fact]
    public async Task Output_OverTheLimit_FailsNamingTheField()
    {
        OrchestrationState state = await RunAsync(ConformanceTasks.CallLarge, DurableJson.MaxPayloadBytes);

        Assert.Equal(PayloadLimit.TooLarge, state.Failure!.Code);
        Assert.Contains("output of activity 'conformance.Large'", state.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_AtTheLimit_IsKept()
    {
        // Two quotes belong to the JSON.
        OrchestrationState state = await RunAsync(ConformanceTasks.CallLarge, DurableJson.MaxPayloadBytes - 2);

        Assert.Equal(DurableJson.MaxPayloadBytes - 2, state.ReadOutput<string>().Length);
    }

    [Fact]
    public async Task Restart_WhileAnActivityRuns_RunsItAgain()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.CallGated, "again", cancellation: Cancellation);
        await Probe.ArrivalAsync("again");
        await Host.RestartAsync();
        Probe.OpenGate("again");

        OrchestrationState state = await EndAsync(id);

        Assert.Equal("passed again", state.ReadOutput<string>());
        Assert.Equal(2, Probe.Runs("again"));
    }

    [Theory]
    [InlineData("final-handled", "test.flaky", 3)]
    [InlineData("other-code", "test.other", 1)]
    public async Task Retry_WithItsOwnPredicate_AsksItAndNotWhetherTheFailureIsTransient(string key, string code, int runs)
    {
        Probe.FailNext(key, 2);
        OrchestrationState state = await RunAsync(ConformanceTasks.RetryByCode, new RetryByCodeInput(key, code, 5));

        Assert.Equal(runs == 3 ? OrchestrationStatus.Completed : OrchestrationStatus.Failed, state.Status);
        Assert.Equal(runs, Probe.Runs(key));
    }
}
