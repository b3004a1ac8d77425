namespace MigrationOrchestrator.Durable.Sqlite.Tests.Engine;

/// <summary>The optional hash chain over histories.</summary>
public sealed class HashChainTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chain_OfAnUntouchedHistory_IsIntact()
    {
        await using TestEngine engine = await StartAsync(isChained: true);
        InstanceId id = (await engine.RunAsync(Inline.Flow, "x")).InstanceId;

        Assert.True((await engine.Verifier.VerifyAsync(id, Cancellation))!.IsIntact);
        Assert.Null(await engine.Verifier.VerifyAsync(new InstanceId("nobody"), Cancellation));
    }

    [Theory]
    [InlineData("UPDATE history SET events = CAST(substr(events, 1, length(events) - 1) || x'00' AS BLOB) WHERE id = 2", 2)]
    [InlineData("DELETE FROM history WHERE id = (SELECT max(id) FROM history)", 2)]
    [InlineData("DELETE FROM history WHERE id = 2", 2)]
    public async Task Chain_OfAChangedHistory_TellsTheFirstBrokenCommit(string change, int broken)
    {
        await using TestEngine engine = await StartAsync(isChained: true);
        InstanceId id = (await engine.RunAsync(Inline.Flow, "x")).InstanceId;
        await engine.StopAsync();
        engine.Change(change);
        _ = await engine.StartAsync();

        HistoryVerification found = (await engine.Verifier.VerifyAsync(id, Cancellation))!;

        Assert.False(found.IsIntact);
        Assert.Equal(broken, found.FirstBroken);
    }

    [Fact]
    public async Task Chain_ThatIsOff_IsToldAsSuch()
    {
        await using TestEngine engine = await StartAsync(isChained: false);
        InstanceId id = (await engine.RunAsync(Inline.Flow, "x")).InstanceId;

        HistoryVerification found = (await engine.Verifier.VerifyAsync(id, Cancellation))!;

        Assert.Equal((0, null), (found.Chained, found.FirstBroken));
        Assert.False(found.IsIntact);
    }

    private static Task<TestEngine> StartAsync(bool isChained)
    {
        TestEngine engine = new() { Registry = Inline.Registry((context, input) => context.CallActivityAsync(Inline.Echo, input)) };
        engine.Options.ChainHistory = isChained;
        return engine.StartAsync();
    }
}
