using Microsoft.Extensions.Time.Testing;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.VCloud.Settings;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Sessions;

public sealed class SessionTests
{
    [Theory]
    [InlineData("5.1", "/api/sessions")]
    [InlineData("35.0", "/api/sessions")]
    [InlineData("36.0", "/cloudapi/1.0.0/sessions")]
    [InlineData("39.1", "/cloudapi/1.0.0/sessions")]
    public async Task SignIn_ByPassword_UsesWhatTheVersionHas(string version, string path)
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(version);
        CloudIdentity identity = await AuthenticateAsync(bench);
        Assert.Equal(("operator", "demo", version), (identity.User, identity.Scope, identity.ApiVersion));
        Assert.Contains(bench.Emulator.Journal.Entries, call => call.Method == "POST" && call.Path == path);
    }

    [Fact]
    public async Task SignIn_ByApiToken_TakesAVersionThatHasThem()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { Versions = ["35.0", "36.2"] }, new Dictionary<string, string> { [VCloudSettingNames.Auth] = "token" });
        Assert.Equal("36.2", (await AuthenticateAsync(bench)).ApiVersion);
        Assert.Contains(bench.Emulator.Journal.Entries, call => call.Path == "/oauth/tenant/demo/token");
    }

    [Fact]
    public async Task SignIn_ToTheProvidersOrganisation_GoesToItsOwnAddress()
    {
        EmulatedOrganisation system = new("System") { Users = [new EmulatedUser("operator", VCloudBench.Password)] };
        await using VCloudBench bench = await VCloudBench.StartAsync(
            VCloudBench.Options with { Organisations = [system] }, new Dictionary<string, string> { [VCloudSettingNames.Organisation] = "System" });
        Assert.Equal("System", (await AuthenticateAsync(bench)).Scope);
        Assert.Contains(bench.Emulator.Journal.Entries, call => call.Path == "/cloudapi/1.0.0/sessions/provider");
    }

    [Theory]
    [InlineData("5.1", "password")]
    [InlineData("38.1", "password")]
    [InlineData("38.1", "token")]
    public async Task SignIn_WithWrongSecret_FailsForGoodAndDoesNotTellIt(string version, string auth)
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { Versions = [version] }, new Dictionary<string, string> { [VCloudSettingNames.Auth] = auth });
        bench.Secrets.Saved["memory:password"] = bench.Secrets.Saved["memory:token"] = "canary-4711";
        FailureException refused = await Assert.ThrowsAsync<FailureException>(() => AuthenticateAsync(bench));
        Assert.Equal(("cloud.unauthorized", false, "vcloud"), (refused.Failure.Code, refused.Failure.Transient, refused.Failure.Provider));
        Assert.NotNull(refused.Failure.Remedy);
        Assert.DoesNotContain("canary-4711", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WithNoVersionInCommon_NamesWhatIsOffered()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { Versions = ["36.0", "37.2"] }, new Dictionary<string, string> { [VCloudSettingNames.ApiVersion] = "38.0-" });
        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => AuthenticateAsync(bench))).Failure;
        Assert.Equal("cloud.no_common_version", failure.Code);
        Assert.Contains("36.0, 37.2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_ToNobody_IsTransient()
    {
        VCloudBench bench = await VCloudBench.StartAsync();
        await bench.Emulator.DisposeAsync();
        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => AuthenticateAsync(bench))).Failure;
        Assert.Equal(("cloud.unreachable", true), (failure.Code, failure.Transient));
    }

    [Fact]
    public async Task Session_ThatTheCloudForgot_IsRenewedOnceForAllCallers()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync("39.1");
        await AuthenticateAsync(bench);
        bench.Emulator.EndSessions();
        bench.Emulator.Journal.Clear();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AuthenticateAsync(bench)));
        Assert.Single(bench.Emulator.Journal.Entries, call => call.Path == "/cloudapi/1.0.0/sessions");
        Assert.Equal(1, bench.Emulator.State.Sessions);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("39.1")]
    public async Task Session_WhenTheHostStops_IsEnded(string version)
    {
        VCloudBench bench = await VCloudBench.StartAsync(version);
        await AuthenticateAsync(bench);
        Assert.Equal(1, bench.Emulator.State.Sessions);
        await bench.StopHostAsync();
        Assert.Equal(0, bench.Emulator.State.Sessions);
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Session_ThatIdles_IsEndedAndStartedAnewWhenNeeded()
    {
        FakeTimeProvider clock = new();
        await using VCloudBench bench = await VCloudBench.StartAsync(clock: clock);
        await AuthenticateAsync(bench);
        clock.Advance(TimeSpan.FromMinutes(11));
        while (bench.Emulator.State.Sessions > 0)
        {
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal("demo", (await AuthenticateAsync(bench)).Scope);
    }

    private static Task<CloudIdentity> AuthenticateAsync(VCloudBench bench) => bench.Provider.AuthenticateAsync(bench.Cloud, null, VCloudBench.Cancellation);
}
