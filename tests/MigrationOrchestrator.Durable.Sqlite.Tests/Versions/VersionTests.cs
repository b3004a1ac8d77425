namespace MigrationOrchestrator.Durable.Sqlite.Tests.Versions;

/// <summary>Which instances a host runs, by the version that was fixed when they started.</summary>
public sealed class VersionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(VersionMatch.None, "9", "1", true)]
    [InlineData(VersionMatch.Strict, "1.0", "1.0", true)]
    [InlineData(VersionMatch.Strict, "1", "1.0", false)]
    [InlineData(VersionMatch.Strict, "", "1", false)]
    [InlineData(VersionMatch.Strict, "0.9", "1.0", false)]
    [InlineData(VersionMatch.CurrentOrOlder, "1.9", "1.10", true)]
    [InlineData(VersionMatch.CurrentOrOlder, "1.10", "1.10", true)]
    [InlineData(VersionMatch.CurrentOrOlder, "", "1", true)]
    [InlineData(VersionMatch.CurrentOrOlder, "1.11", "1.10", false)]
    [InlineData(VersionMatch.CurrentOrOlder, "1", "", false)]
    public void Rule_OfAHost_RunsOrRefusesAnInstance(VersionMatch match, string instance, string host, bool isRun)
    {
        Failure? refused = VersionRule.Refuse(instance, new SqliteDurableOptions { Version = host, VersionMatch = match });

        Assert.Equal(isRun, refused is null);
        Assert.True(isRun || (refused!.Message.Contains($"'{instance}'", StringComparison.Ordinal) && refused.Message.Contains($"'{host}'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("0.9")]
    [InlineData("1.1")]
    public async Task Instance_OfAnotherVersionOnAStrictHost_WaitsForAHostOfItsOwn(string other)
    {
        await using TestEngine engine = new() { Registry = Inline.Registry(async (context, _) => context.Version + await context.WaitForExternalEventAsync<string>("go")) };
        (engine.Options.Version, engine.Options.VersionMatch) = ("1.0", VersionMatch.Strict);
        _ = await engine.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);
        engine.Options.Version = other;
        await engine.DeployAsync(engine.Registry);
        _ = await engine.Client.RaiseEventAsync(id, "go", "!", Cancellation);
        Failure refused = (await engine.UntilAsync(id, OrchestrationStatus.Blocked)).Failure!;

        engine.Options.Version = "1.0";
        await engine.DeployAsync(engine.Registry);

        Assert.Equal(VersionRule.Code, refused.Code);
        Assert.Contains("Start a host of version '1.0'", refused.Remedy, StringComparison.Ordinal);
        Assert.Equal("1.0!", (await engine.EndAsync(id)).ReadOutput<string>());
    }

    [Fact]
    public async Task Instance_OfAnOlderVersion_RunsOnANewerHostUnderItsOwn()
    {
        await using TestEngine engine = new() { Registry = Inline.Registry(async (context, _) => context.Version + await context.WaitForExternalEventAsync<string>("go")) };
        (engine.Options.Version, engine.Options.VersionMatch) = ("1.9", VersionMatch.CurrentOrOlder);
        _ = await engine.StartAsync();
        InstanceId id = await engine.Client.StartAsync(Inline.Flow, "", cancellation: Cancellation);
        _ = await engine.UntilAsync(id, OrchestrationStatus.Running);
        engine.Options.Version = "1.10";
        await engine.DeployAsync(engine.Registry);
        _ = await engine.Client.RaiseEventAsync(id, "go", "!", Cancellation);

        Assert.Equal("1.9!", (await engine.EndAsync(id)).ReadOutput<string>());
    }
}
