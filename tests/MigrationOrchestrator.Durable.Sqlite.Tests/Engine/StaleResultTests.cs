namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>Results that come after the execution that asked for them is over.</summary>
public sealed class StaleResultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Result_OfAnOlderExecutionWhileHeld_LeavesTheNewActivityAlone()
    {
        Gate old = new();
        Gate young = new();
        Gate other = new();
        await using TestEngine engine = new() { Registry = Registry(old, young, other) };
        engine.Options.MaxConcurrentActivities = 2;
        _ = await engine.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "old", cancellation: Cancellation);
        await old.ArrivalAsync();
        _ = await engine.Client.RaiseEventAsync(id, "go", "young", Cancellation);
        await young.ArrivalAsync();
        _ = await engine.Client.SuspendAsync(id, "test", Cancellation);
        InstanceId third = await engine.Client.StartAsync(Inline.Flow, "other", cancellation: Cancellation);

        // Only two run at a time, so the third comes when the old one's result has been handed over.
        old.Open();
        await other.ArrivalAsync();
        await engine.SettleAsync();
        Assert.Equal("1", engine.Read($"SELECT count(*) FROM tasks WHERE instance = (SELECT key FROM instances WHERE id = '{id}')"));
        young.Open();
        other.Open();
        _ = await engine.EndAsync(third);
        _ = await engine.Client.ResumeAsync(id, "test", Cancellation);

        Assert.Equal("young", (await engine.EndAsync(id)).ReadOutput<string>());
    }

    /// <summary>The old execution continues as new while its activity runs; that activity cannot be stopped.</summary>
    private static TaskRegistry Registry(Gate old, Gate young, Gate other) => Inline.Registry(
        async (context, input) =>
        {
            Task<string> echo = context.CallActivityAsync(Inline.Echo, input);
            if (input != "old")
            {
                return await echo;
            }

            context.ContinueAsNew(await context.WaitForExternalEventAsync<string>("go"));
            return "";
        },
        async (input, _) =>
        {
            await (input switch { "old" => old, "young" => young, _ => other }).PassAsync();
            return input;
        });
}
