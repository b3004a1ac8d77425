namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>Whose child an instance is.</summary>
public sealed class FamilyTests
{
    private static readonly OrchestratorName<string, string> Waiting = new("Waiting");
    private static readonly InstanceId Parent = new("parent");
    private static readonly InstanceId Taken = new("taken");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Child_WhoseIdIsAForeignInstances_FailsAndLeavesThatInstanceAlone(bool isFinished)
    {
        await using TestEngine engine = await StartAsync((context, _) => context.CallSubOrchestratorAsync(Waiting, "child", new SubOrchestrationOptions { InstanceId = Taken }));
        _ = await engine.Client.StartAsync(Waiting, "foreign", new StartOptions { InstanceId = Taken }, Cancellation);
        if (isFinished)
        {
            _ = await engine.Client.RaiseEventAsync(Taken, "go", "!", Cancellation);
            _ = await engine.EndAsync(Taken);
        }

        OrchestrationState state = await engine.RunAsync(Inline.Flow, "");
        Assert.Equal("child.id_taken", state.Failure!.Code);
        Assert.Contains("'taken'", state.Failure.Message, StringComparison.Ordinal);

        // A rewind finds the same, instead of waiting for a foreign instance.
        _ = await engine.Client.RewindAsync(state.InstanceId, "test", Cancellation);
        await UntilFailedAgainAsync(engine, state.InstanceId);

        OrchestrationState foreign = (await engine.Client.FindAsync(Taken, cancellation: Cancellation))!;
        Assert.Equal(("\"foreign\"", null), (foreign.Input, foreign.ParentId));
    }

    [Fact]
    public async Task Child_OfAParentThatWasPurged_GivesNothingToANewParentOfTheSameId()
    {
        await using TestEngine engine = await StartAsync((context, input) => context.CallSubOrchestratorAsync(Waiting, input, new SubOrchestrationOptions { InstanceId = context.InstanceId.Child(input) }));
        StartOptions named = new() { InstanceId = Parent };
        _ = await engine.Client.StartAsync(Inline.Flow, "old", named, Cancellation);
        _ = await engine.UntilAsync(Parent.Child("old"), OrchestrationStatus.Running);
        _ = await engine.Client.TerminateAsync(Parent, "test", recursive: false, Cancellation);
        Assert.Equal(CommandResult.Accepted, await engine.Client.PurgeAsync(Parent, Cancellation));
        _ = await engine.Client.StartAsync(Inline.Flow, "new", named, Cancellation);
        _ = await engine.UntilAsync(Parent.Child("new"), OrchestrationStatus.Running);

        _ = await engine.Client.RaiseEventAsync(Parent.Child("old"), "go", "!", Cancellation);
        _ = await engine.EndAsync(Parent.Child("old"));
        _ = await engine.Client.RaiseEventAsync(Parent.Child("new"), "go", "!", Cancellation);

        Assert.Equal("new !", (await engine.EndAsync(Parent)).ReadOutput<string>());
    }

    [Fact]
    public async Task Terminate_OfAFamily_StopsWhatRunsBelowFinishedChildren()
    {
        await using TestEngine engine = await StartAsync(async (context, input) =>
        {
            if (input == "child")
            {
                // It ends without waiting for its own child.
                _ = context.CallSubOrchestratorAsync(Waiting, "grandchild", new SubOrchestrationOptions { InstanceId = context.InstanceId.Child("grandchild") });
                return input;
            }

            string child = await context.CallSubOrchestratorAsync(Inline.Flow, "child", new SubOrchestrationOptions { InstanceId = context.InstanceId.Child("child") });
            return child + await context.WaitForExternalEventAsync<string>("never");
        });
        _ = await engine.Client.StartAsync(Inline.Flow, "parent", new StartOptions { InstanceId = Parent }, Cancellation);
        InstanceId grandchild = Parent.Child("child").Child("grandchild");
        _ = await engine.UntilAsync(grandchild, OrchestrationStatus.Running);
        _ = await engine.EndAsync(Parent.Child("child"));

        Assert.Equal(CommandResult.Accepted, await engine.Client.TerminateAsync(Parent, "test", cancellation: Cancellation));

        Assert.Equal(OrchestrationStatus.Terminated, (await engine.Client.FindAsync(grandchild, cancellation: Cancellation))!.Status);
        Assert.Equal(OrchestrationStatus.Completed, (await engine.Client.FindAsync(Parent.Child("child"), cancellation: Cancellation))!.Status);
    }

    [Fact]
    public async Task Family_ThatRunsInACircle_CanBeTerminatedAndPurged()
    {
        await using TestEngine engine = await StartAsync((context, input) => context.WaitForExternalEventAsync<string>(input));
        InstanceId child = Parent.Child("child");
        _ = await engine.Client.StartAsync(Inline.Flow, "never", new StartOptions { InstanceId = Parent }, Cancellation);
        _ = await engine.Client.StartAsync(Inline.Flow, "never", new StartOptions { InstanceId = child }, Cancellation);
        _ = await engine.UntilAsync(Parent, OrchestrationStatus.Running);
        _ = await engine.UntilAsync(child, OrchestrationStatus.Running);
        await engine.StopAsync();
        engine.Change($"UPDATE instances SET parent_id = CASE id WHEN '{Parent}' THEN '{child}' ELSE '{Parent}' END");
        _ = await engine.StartAsync();

        Assert.Equal(CommandResult.Accepted, await engine.Client.TerminateAsync(Parent, "test", cancellation: Cancellation));
        Assert.Equal(OrchestrationStatus.Terminated, (await engine.Client.FindAsync(child, cancellation: Cancellation))!.Status);
        Assert.Equal(CommandResult.Accepted, await engine.Client.PurgeAsync(Parent, Cancellation));
        Assert.Equal("0", engine.Read("SELECT count(*) FROM instances"));
    }

    private static async Task UntilFailedAgainAsync(TestEngine engine, InstanceId id)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (await engine.Client.GetHistoryAsync(id, patience.Token) is var history && !(history.Any(fact => fact is ExecutionRewound) && history[^1] is ExecutionFailed))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), patience.Token);
        }
    }

    private static Task<TestEngine> StartAsync(Func<OrchestrationContext, string, Task<string>> flow) => new TestEngine
    {
        Registry = Inline.Registry(flow)
            .AddOrchestrator(Waiting, () => Inline.Orchestrator(async (context, input) => $"{input} {await context.WaitForExternalEventAsync<string>("go")}")),
    }.StartAsync();
}
