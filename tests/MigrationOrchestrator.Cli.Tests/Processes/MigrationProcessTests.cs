using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Tests.Support;

namespace MigrationOrchestrator.Cli.Tests.Processes;

public sealed class MigrationProcessTests
{
    private static readonly string[] Move = ["--from", "north", "--machine", "demo-server", "--to", "vcd", "--catalog", "templates", "--chunk-mib", "1"];

    [Fact]
    public async Task Run_GoodRequest_DeliversAndWritesTheReceipt()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await TwoClouds.StartAsync(folder, diskMiB: 6);

        MigratorResult plan = await MigratorProcess.RunAsync(folder.Path, ["plan", .. Move]);
        MigratorResult run = await MigratorProcess.RunAsync(folder.Path, ["run", "--id", "m-1", .. Move]);
        MigratorResult status = await MigratorProcess.RunAsync(folder.Path, "status", "m-1", "--json");
        MigratorResult history = await MigratorProcess.RunAsync(folder.Path, "history", "m-1");

        MigratorResult replay = await MigratorProcess.RunAsync(folder.Path, "replay", "m-1");
        string exported = Path.Combine(folder.Path, "history.json");
        await File.WriteAllTextAsync(exported, (await MigratorProcess.RunAsync(folder.Path, "history", "m-1", "--json")).Output, TestContext.Current.CancellationToken);
        MigratorResult replayedFile = await MigratorProcess.RunAsync(folder.Path, "replay", exported, "--json");
        MigratorResult unchained = await MigratorProcess.RunAsync(folder.Path, "history", "m-1", "--verify");

        Assert.True(plan.Code == ExitCode.Done, plan.Error);
        Assert.True(replay.Code == ExitCode.Done, replay.Output);
        Assert.True(replayedFile.Code == ExitCode.Done, replayedFile.Output + replayedFile.Error);
        Assert.Equal(ExitCode.WrongInput, unchained.Code);
        Assert.Contains("not chained m-1: engine:chainHistory was off when it ran", unchained.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("intact", unchained.Output, StringComparison.Ordinal);
        Assert.True(run.Code == ExitCode.Done, run.Error + run.Output);
        Assert.Contains("DownloadChunk", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Data.Receipts, "m-1.json")));
        Assert.Equal("done", JsonDocument.Parse(status.Output).RootElement.GetProperty("state").GetString());
        Assert.Contains("ExecutionCompleted", history.Output, StringComparison.Ordinal);
        (string source, string delivered) = await clouds.DigestsAsync();
        Assert.Equal(source, delivered);
        await AssertNoSecretAsync(folder, clouds);
    }

    [Fact]
    public async Task Plan_NameTaken_EndsWithThree()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await TwoClouds.StartAsync(folder, diskMiB: 2);
        MigratorResult first = await MigratorProcess.RunAsync(folder.Path, ["run", .. Move]);
        Assert.True(first.Code == ExitCode.Done, first.Error);

        MigratorResult plan = await MigratorProcess.RunAsync(folder.Path, ["plan", .. Move]);
        MigratorResult run = await MigratorProcess.RunAsync(folder.Path, ["run", .. Move]);

        Assert.Equal(ExitCode.StoppedByPlan, plan.Code);
        Assert.Equal(ExitCode.StoppedByPlan, run.Code);
        Assert.Single(clouds.Clouds.VCloud.State.Templates);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("KILL", 137)]
    public async Task Run_StoppedAndResumed_GoesOnWhereItWas(string signal, int code)
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await TwoClouds.StartAsync(folder, diskMiB: 16);
        clouds.Limit(2 << 20);
        using MigratorProcess started = MigratorProcess.Start(folder.Path, ["run", "--id", "m-1", .. Move]);
        await clouds.UntilServedAsync(chunks: 3);

        await started.SignalAsync(signal);
        MigratorResult stopped = await started.EndAsync();
        clouds.Limit(null);
        MigratorResult resumed = await MigratorProcess.RunAsync(folder.Path, "run", "--resume", "m-1");

        Assert.Equal(code, stopped.Code);
        Assert.Equal(signal == "INT", stopped.Error.Contains("migrator run --resume m-1", StringComparison.Ordinal));
        Assert.True(resumed.Code == ExitCode.Done, resumed.Error);
        (string source, string delivered) = await clouds.DigestsAsync();
        Assert.Equal(source, delivered);
        Assert.Equal(0, clouds.Clouds.OpenStack.Resources["snapshots"]);
        Assert.True(clouds.ServedChunks.Count <= 16 + 4, "more was read again than the chunks that were on their way");
    }

    [Fact]
    public async Task Serve_RunDetachedWithApproval_GoesOnWhenApproved()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await TwoClouds.StartAsync(folder, diskMiB: 2);
        using MigratorProcess serve = MigratorProcess.Start(folder.Path, ["serve", "--url", "http://127.0.0.1:0", "--json"]);
        await serve.ReadLineAsync();

        MigratorResult run = await MigratorProcess.RunAsync(folder.Path, ["run", "--id", "m-1", "--approval", "--detach", .. Move]);
        while (!(await MigratorProcess.RunAsync(folder.Path, "status", "m-1", "--json")).Output.Contains("\"waitingForApproval\"", StringComparison.Ordinal))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        MigratorResult approve = await MigratorProcess.RunAsync(folder.Path, "approve", "m-1");
        MigratorResult watch = await MigratorProcess.RunAsync(folder.Path, "watch", "m-1");
        MigratorResult again = await MigratorProcess.RunAsync(folder.Path, "approve", "m-1");

        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.True(approve.Code == ExitCode.Done, approve.Error);
        Assert.True(watch.Code == ExitCode.Done, watch.Error);
        Assert.Equal(ExitCode.Failed, again.Code);
        Assert.Contains("migration.not_allowed", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ServerThatIsNotThere_FailsWithARemedy()
    {
        using TemporaryFolder folder = new();
        await using TwoClouds clouds = await TwoClouds.StartAsync(folder, diskMiB: 1);

        MigratorResult run = await MigratorProcess.RunAsync(folder.Path, "run", "--from", "north", "--machine", "no-such-server", "--to", "vcd", "--catalog", "templates");

        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("source.machine_not_found", run.Error, StringComparison.Ordinal);
        Assert.Contains("what to do", run.Error, StringComparison.Ordinal);
    }

    private static async Task AssertNoSecretAsync(TemporaryFolder folder, TwoClouds clouds)
    {
        string[] secrets = [clouds.Clouds.OpenStack.Options.Password, clouds.Clouds.User.Password];
        foreach (string file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            string text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            Assert.All(secrets, secret => Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{file} holds a password"));
        }
    }
}
