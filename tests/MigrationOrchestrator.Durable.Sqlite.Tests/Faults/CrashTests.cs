using System.Diagnostics;
using MigrationOrchestrator.Durable.Conformance;
using MigrationOrchestrator.Durable.CrashHost;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Faults;

/// <summary>
/// The process is killed with SIGKILL, at commits, while it starts and at random: nothing is lost, doubled or stuck, and every hash chain
/// holds. An ordinary run kills at an even spread of the commits and 30 times at random; <c>MIGRATOR_TEST_ALL=1</c> kills before and after
/// every single commit and 200 times at random.
/// </summary>
public sealed class CrashTests
{
    private const int Seed = 20_260_301;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Process_KilledAtACommit_GoesOnAtTheNextStart(string side)
    {
        int commits = Math.Min(CrashingHost.Number((await RunWholeAsync()).Output, "commits"), CrashingHost.Number((await RunWholeAsync()).Output, "commits"));
        List<int> kills = [];
        List<int> missed = [];
        foreach (int commit in TestScale.Sample(commits, about: 12))
        {
            await using TestEngine engine = new();
            (int exit, string output) = await CrashingHost.RunAsync(engine.Options.Path, $"{side}:{commit}");
            if (exit == CrashingHost.Killed)
            {
                Assert.Contains($"killed {side}:{commit}\n", output, StringComparison.Ordinal);
                kills.Add(commit);
            }
            else
            {
                // Commits gather more or fewer operations from run to run, so a late one may not come.
                Assert.True(exit == 0 && CrashingHost.Number(output, "commits") < commit, $"{side}:{commit} exited with {exit}: {output}");
                missed.Add(commit);
            }

            await CrashedFile.CheckAsync(engine, isFinished: exit == 0);
            await FinishAndCheckAsync(engine, $"{side}:{commit}");
        }

        Assert.Equal(1, kills[0]);
        Assert.True(kills.Count >= missed.Count, $"Killed {side} commits {string.Join(", ", kills)}; {string.Join(", ", missed)} never came.");
    }

    [Fact]
    public async Task Process_KilledAtAStatementOfItsStart_StartsTheNextTime()
    {
        int statements = CrashingHost.Number((await RunWholeAsync()).Output, "statements");
        Assert.True(statements >= 3, $"The start has only {statements} statements; the schema and the epoch are two of them.");
        foreach (int statement in TestScale.Sample(statements, about: 12))
        {
            await using TestEngine engine = new();
            await KillAsync(engine, $"statement:{statement}");
            await FinishAndCheckAsync(engine, $"statement:{statement}");
        }
    }

    [Fact]
    public async Task Process_KilledAgainWhileItRecovers_StartsTheNextTime()
    {
        int statements = CrashingHost.Number((await RunWholeAsync()).Output, "statements");
        foreach (int statement in TestScale.Sample(statements, about: 4))
        {
            await using TestEngine engine = new();
            await KillAsync(engine, "after:5");
            await KillAsync(engine, $"statement:{statement}");
            await FinishAndCheckAsync(engine, $"after:5, then statement:{statement}");
        }
    }

    [Fact]
    public async Task Process_KilledAtRandomMoments_LosesAndDoublesNothing()
    {
        Random random = new(Seed);
        TimeSpan longest = (await RunWholeAsync()).Time;
        int wanted = TestScale.Pick(ordinary: 30, full: 200);
        int kills = 0;
        TestEngine engine = new();
        try
        {
            for (int start = 1; kills < wanted; start++)
            {
                Assert.True(start <= 10 * wanted, $"Only {kills} of {start} starts were killed before their work was done.");
                using Process host = CrashingHost.Start(engine.Options.Path, null);
                _ = await host.StandardOutput.ReadLineAsync(Cancellation);
                long started = TimeProvider.System.GetTimestamp();
                using CancellationTokenSource life = new(longest * random.NextDouble());
                try
                {
                    await host.WaitForExitAsync(life.Token);
                }
                catch (OperationCanceledException)
                {
                    host.Kill();
                    await host.WaitForExitAsync(Cancellation);
                }

                bool wasKilled = host.ExitCode == CrashingHost.Killed;
                if (!wasKilled && TimeProvider.System.GetElapsedTime(started) is TimeSpan whole && whole < longest)
                {
                    // The run that was measured was a slow one.
                    longest = whole;
                }

                kills += wasKilled ? 1 : 0;
                await CrashedFile.CheckAsync(engine, isFinished: !wasKilled);
                if (!wasKilled || kills == wanted)
                {
                    await FinishAndCheckAsync(engine, $"kill {kills}");
                    await engine.DisposeAsync();
                    engine = new TestEngine();
                }
            }
        }
        finally
        {
            await engine.DisposeAsync();
        }
    }

    [Fact]
    public async Task Activity_ThatKillsItsProcessFiveTimes_FailsVisiblyAtTheSixthStart()
    {
        await using TestEngine engine = new();
        for (int death = 0; death < 5; death++)
        {
            (int exit, string output) = await CrashingHost.RunAsync(engine.Options.Path, null, "poison");
            Assert.True(exit == CrashingHost.Killed && output.Contains("killed by poison\n", StringComparison.Ordinal), $"Start {death + 1} exited with {exit}: {output}");
        }

        (int last, string said) = await CrashingHost.RunAsync(engine.Options.Path, null, "poison");

        Assert.Equal(0, last);
        Assert.EndsWith("Failed activity.poisoned\n", said, StringComparison.Ordinal);
        await CrashedFile.CheckAsync(engine, isFinished: true);
    }

    private static async Task KillAsync(TestEngine engine, string point)
    {
        (int exit, string output) = await CrashingHost.RunAsync(engine.Options.Path, point);
        Assert.True(exit == CrashingHost.Killed && output.Contains($"killed {point}\n", StringComparison.Ordinal), $"{point} exited with {exit}: {output}");
        await CrashedFile.CheckAsync(engine, isFinished: false);
    }

    /// <summary>Runs the scenario without a crash.</summary>
    /// <returns>What the host printed, and how long it took once it had started.</returns>
    private static async Task<(string Output, TimeSpan Time)> RunWholeAsync()
    {
        await using TestEngine engine = new();
        using Process host = CrashingHost.Start(engine.Options.Path, null);
        string first = await host.StandardOutput.ReadLineAsync(Cancellation) ?? "";
        long started = Stopwatch.GetTimestamp();
        string rest = await host.StandardOutput.ReadToEndAsync(Cancellation);
        await host.WaitForExitAsync(Cancellation);
        Assert.True(host.ExitCode == 0, rest);
        return ($"{first}\n{rest}", Stopwatch.GetElapsedTime(started));
    }

    private static async Task FinishAndCheckAsync(TestEngine engine, string crash)
    {
        ActivityProbe activities = new();
        engine.Registry = ConformanceTasks.Register(new TaskRegistry(), activities);
        engine.Options.ChainHistory = true;
        engine.Options.MaxCrashesPerActivity = 100;
        _ = await engine.StartAsync();
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        await new FaultScenario(engine.Client, activities).RunAsync(patience.Token);
        IReadOnlyList<string> faults = await new FaultCheck(engine.Client).FindFaultsAsync(patience.Token);
        await engine.StopAsync();
        Assert.True(faults.Count == 0, $"{crash}: {string.Join('\n', faults)}");
        await CrashedFile.CheckAsync(engine, isFinished: true);
    }
}
