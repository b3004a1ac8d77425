using System.Diagnostics;
using System.Globalization;
using MigrationOrchestrator.Durable.Conformance;
using MigrationOrchestrator.Durable.CrashHost;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Faults;

/// <summary>The process is killed with SIGKILL, at every commit and at random: nothing is lost, doubled or stuck.</summary>
public sealed class CrashTests
{
    private const int Killed = 137;

    [Fact]
    public async Task Process_KilledBeforeOrAfterACommit_GoesOnAtTheNextStart()
    {
        int commits = await CountCommitsAsync();
        foreach (int commit in TestScale.Sample(commits, about: 5))
        {
            foreach (string side in (string[])["before", "after"])
            {
                await using TestEngine engine = new();
                (int exit, string output) = await RunHostAsync(engine.Options.Path, $"{side}:{commit}");

                // Commits gather more or fewer operations from run to run, so the last ones may not come.
                Assert.True(exit is Killed or 0, $"Killed {side} commit {commit}: exit {exit}, {output}");
                await FinishAndCheckAsync(engine, $"{side}:{commit}");
            }
        }
    }

    [Fact]
    public async Task Process_KilledAtRandomMoments_LosesAndDoublesNothing()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        TestEngine engine = new();
        try
        {
            for (int kill = 0; kill < TestScale.Pick(ordinary: 20, full: 200); kill++)
            {
                using Process host = StartHost(engine.Options.Path, null);
                _ = await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                using CancellationTokenSource life = new(TimeSpan.FromMilliseconds(random.Next(0, 80)));
                try
                {
                    await host.WaitForExitAsync(life.Token);
                    await FinishAndCheckAsync(engine, $"seed {seed}, kill {kill}");
                    await engine.DisposeAsync();
                    engine = new TestEngine();
                }
                catch (OperationCanceledException)
                {
                    host.Kill();
                    await host.WaitForExitAsync(TestContext.Current.CancellationToken);
                }
            }

            await FinishAndCheckAsync(engine, $"seed {seed}");
        }
        finally
        {
            await engine.DisposeAsync();
        }
    }

    private static async Task<int> CountCommitsAsync()
    {
        await using TestEngine engine = new();
        (int exit, string output) = await RunHostAsync(engine.Options.Path, null);
        Assert.True(exit == 0, output);
        return int.Parse(output.Trim().Split('=')[1], CultureInfo.InvariantCulture);
    }

    private static async Task FinishAndCheckAsync(TestEngine engine, string crash)
    {
        engine.Registry = ConformanceTasks.Register(new TaskRegistry(), new ActivityProbe());
        engine.Options.ChainHistory = true;
        engine.Options.MaxCrashesPerActivity = 100;
        _ = await engine.StartAsync();
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        FaultScenario scenario = new(engine.Client);
        await scenario.RunAsync(patience.Token);
        IReadOnlyList<string> faults = await scenario.FindFaultsAsync(patience.Token);
        await engine.StopAsync();
        Assert.True(faults.Count == 0, $"{crash}: {string.Join('\n', faults)}");
        Assert.Equal("0", engine.Read("SELECT (SELECT count(*) FROM tasks) + (SELECT count(*) FROM timers) + (SELECT count(*) FROM inbox)"));
        Assert.Equal("ok", engine.Read("PRAGMA integrity_check"));
    }

    private static async Task<(int Exit, string Output)> RunHostAsync(string path, string? crashAt)
    {
        using Process host = StartHost(path, crashAt);
        string output = await host.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (host.ExitCode, output);
    }

    private static Process StartHost(string path, string? crashAt)
    {
        ProcessStartInfo start = new("dotnet", [typeof(FaultScenario).Assembly.Location, path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MIGRATOR_CRASH_AT"] = crashAt;
        start.Environment["DOTNET_TieredCompilation"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException("The host did not start.");
    }
}
