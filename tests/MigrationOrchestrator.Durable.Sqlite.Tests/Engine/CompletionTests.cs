namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>Waiting for an instance's end.</summary>
public sealed class CompletionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_HoweverItEnds_LeavesNothingInMemory()
    {
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry((context, _) => context.WaitForExternalEventAsync<string>("item")) }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        using CancellationTokenSource impatience = new();
        Task<OrchestrationState> impatient = engine.Client.WaitForCompletionAsync(id, impatience.Token);
        Task<OrchestrationState> patient = engine.Client.WaitForCompletionAsync(id, Cancellation);
        await impatience.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.Equal(1, engine.Parts.Waiters.Count);

        _ = await engine.Client.RaiseEventAsync(id, "item", "x", Cancellation);
        Assert.Equal("x", (await patient).ReadOutput<string>());
        _ = await engine.EndAsync(id);
        _ = await Assert.ThrowsAsync<KeyNotFoundException>(() => engine.Client.WaitForCompletionAsync(new InstanceId("nobody"), Cancellation));

        Assert.Equal(0, engine.Parts.Waiters.Count);
    }

    [Fact]
    public async Task Wait_WhenTheEngineStops_SaysSo()
    {
        await using TestEngine engine = await new TestEngine { Registry = Inline.Registry((context, _) => context.WaitForExternalEventAsync<string>("item")) }.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        Task<OrchestrationState> waiting = engine.Client.WaitForCompletionAsync(id, Cancellation);

        await engine.StopAsync();

        Assert.Contains(id.Value, (await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting)).Message, StringComparison.Ordinal);
    }
}
