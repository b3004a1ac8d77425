namespace MigrationOrchestrator.Durable.Conformance;

/// <summary>External events, timers and what they race for.</summary>
public abstract class EventSuite : ConformanceSuite
{
    [Fact]
    public async Task Events_OfOneName_AreTakenFirstInFirstOut()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Collect, 20, cancellation: Cancellation);
        string[] sent = [.. Enumerable.Range(0, 20).Select(number => $"item {number}")];
        foreach (string item in sent)
        {
            Assert.Equal(CommandResult.Accepted, await Client.RaiseEventAsync(id, "item", item, Cancellation));
        }

        Assert.Equal(sent, (await EndAsync(id)).ReadOutput<string[]>());
    }

    [Fact]
    public async Task Event_InOtherCase_IsTheSameEvent()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Collect, 1, cancellation: Cancellation);
        _ = await Client.RaiseEventAsync(id, "ITEM", "x", Cancellation);

        Assert.Equal(["x"], (await EndAsync(id)).ReadOutput<string[]>());
    }

    [Fact]
    public async Task Event_BeforeSomebodyWaitsForIt_IsBuffered()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.TwoNames, "", cancellation: Cancellation);
        _ = await Client.RaiseEventAsync(id, "first", "a", Cancellation);
        await Host.RestartAsync();
        _ = await Client.RaiseEventAsync(id, "second", "b", Cancellation);

        Assert.Equal("a b", (await EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Event_ToAnUnknownOrFinishedInstance_IsRefused()
    {
        OrchestrationState finished = await RunAsync(ConformanceTasks.Sequence, "");

        Assert.Equal(CommandResult.NotFound, await Client.RaiseEventAsync(new InstanceId("nobody"), "item", "x", Cancellation));
        Assert.Equal(CommandResult.NotAllowed, await Client.RaiseEventAsync(finished.InstanceId, "item", "x", Cancellation));
    }

    [Fact]
    public async Task Event_SentByAnotherInstance_Arrives()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Collect, 1, cancellation: Cancellation);
        OrchestrationState sender = await RunAsync(ConformanceTasks.SendTo, id.Value);

        Assert.Equal([$"from {sender.InstanceId}"], (await EndAsync(id)).ReadOutput<string[]>());
    }

    [Fact]
    public async Task Event_SentToNobody_IsIgnored()
    {
        Assert.Equal("sent", (await RunAsync(ConformanceTasks.SendTo, "nobody")).ReadOutput<string>());
    }

    [Fact]
    public async Task Wait_WithADeadline_EndsWithTheEventOrTheDeadline()
    {
        InstanceId inTime = await Client.StartAsync(ConformanceTasks.CollectInTime, TimeSpan.FromHours(1), cancellation: Cancellation);
        _ = await Client.RaiseEventAsync(inTime, "item", "in time", Cancellation);

        Assert.Equal("in time", (await EndAsync(inTime)).ReadOutput<string>());
        Assert.Equal("too late", (await RunAsync(ConformanceTasks.CollectInTime, TimeSpan.FromMilliseconds(1))).ReadOutput<string>());
    }

    [Fact]
    public async Task Timer_WhenDue_LetsTheClockStandAtOrAfterIt()
    {
        TimeSpan slept = (await RunAsync(ConformanceTasks.Sleep, TimeSpan.FromMilliseconds(30))).ReadOutput<TimeSpan>();

        Assert.True(slept >= TimeSpan.FromMilliseconds(30), $"Only {slept} passed.");
    }

    [Fact]
    public async Task Timer_InThePast_FiresAtOnce()
    {
        Assert.Equal(OrchestrationStatus.Completed, (await RunAsync(ConformanceTasks.Sleep, TimeSpan.FromDays(-1))).Status);
    }

    [Fact]
    public async Task Timer_AcrossARestart_Fires()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Sleep, TimeSpan.FromMilliseconds(200), cancellation: Cancellation);
        await Host.RestartAsync();

        Assert.Equal(OrchestrationStatus.Completed, (await EndAsync(id)).Status);
    }

    [Fact]
    public async Task Timer_Cancelled_EndsTheWait()
    {
        Assert.Equal("Hello x! cancelled", (await RunAsync(ConformanceTasks.CancelledTimer, "x")).ReadOutput<string>());
    }

    [Fact]
    public async Task ContinueAsNew_WithBufferedEvents_CarriesThemOver()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Generations, new Progress(10, 0), cancellation: Cancellation);
        for (int number = 0; number < 10; number++)
        {
            _ = await Client.RaiseEventAsync(id, "item", "x", Cancellation);
        }

        Assert.Equal(new Progress(0, 10), (await EndAsync(id)).ReadOutput<Progress>());
    }

    [Fact]
    public async Task ContinueAsNew_WithoutKeepingEvents_DropsThoseThatNobodyTook()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Forget, null, cancellation: Cancellation);
        _ = await UntilAsync(id, state => state.ReadCustomStatus<string>() == "first");
        _ = await Client.RaiseEventAsync(id, "item", "a", Cancellation);
        _ = await Client.RaiseEventAsync(id, "item", "forgotten", Cancellation);
        _ = await Client.RaiseEventAsync(id, "go", "", Cancellation);
        _ = await UntilAsync(id, state => state.ReadCustomStatus<string>() == "second");
        _ = await Client.RaiseEventAsync(id, "item", "b", Cancellation);

        Assert.Equal("a b", (await EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task ContinueAsNew_AgainAndAgain_EndsWithTheLastOutput()
        => Assert.Equal(new Progress(0, 5), (await RunAsync(ConformanceTasks.CountDown, new Progress(5, 0))).ReadOutput<Progress>());

    [Fact]
    public async Task Payload_OverTheLimit_IsRefusedNamingTheEvent()
    {
        InstanceId id = await Client.StartAsync(ConformanceTasks.Collect, 1, cancellation: Cancellation);
        Failure raised = (await Assert.ThrowsAsync<FailureException>(() => Client.RaiseEventAsync(id, "item", new string('x', DurableJson.MaxPayloadBytes), Cancellation))).Failure;
        Failure sent = (await RunAsync(ConformanceTasks.LargeEvent, DurableJson.MaxPayloadBytes)).Failure!;

        Assert.All([raised, sent], failure => Assert.Equal(PayloadLimit.TooLarge, failure.Code));
        Assert.All([raised, sent], failure => Assert.Contains("payload of event 'item'", failure.Message, StringComparison.Ordinal));
        Assert.False((await Client.FindAsync(id, cancellation: Cancellation))!.IsFinished);
    }
}
