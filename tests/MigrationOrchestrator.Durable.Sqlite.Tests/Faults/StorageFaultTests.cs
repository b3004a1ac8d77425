using MigrationOrchestrator.Durable.Conformance;
using MigrationOrchestrator.Durable.CrashHost;
using MigrationOrchestrator.Durable.Sqlite.Engine;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Faults;

/// <summary>
/// Storage accesses fail: nothing is lost, doubled or stuck. An ordinary run fails an even spread of about as many accesses as the tests
/// say, always the same share of them; <c>MIGRATOR_TEST_ALL=1</c> fails every single one.
/// </summary>
public sealed class StorageFaultTests
{
    // A fault that stops the engine costs the whole patience each time; a few tell enough.
    private const int MaxFaults = 3;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public Task Storage_FailingAtTheNthAccess_LosesAndDoublesNothing(int failures) => FailEachAsync(FailingProbe.IsAccess, failures, about: 60);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public Task Storage_ReportingTheNthCommitAsFailed_LosesAndDoublesNothing(int failures) => FailEachAsync(FailingProbe.IsReport, failures, about: 30);

    private static async Task FailEachAsync(Func<StorageStep, bool> isCounted, int failures, int about)
    {
        int accesses = await RunAsync(new FailingProbe(isCounted, int.MaxValue, 0));
        Assert.True(accesses > about / 2, $"There were only {accesses} accesses.");
        List<string> faults = [];
        foreach (int access in TestScale.Sample(accesses, about))
        {
            try
            {
                _ = await RunAsync(new FailingProbe(isCounted, access, failures));
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException or Xunit.Sdk.XunitException)
            {
                faults.Add($"Access {access} of {accesses}: {exception.Message}");
                if (faults.Count == MaxFaults)
                {
                    break;
                }
            }
        }

        Assert.Empty(faults);
    }

    private static async Task<int> RunAsync(FailingProbe probe)
    {
        ActivityProbe activities = new();
        await using TestEngine engine = new()
        {
            Registry = ConformanceTasks.Register(new TaskRegistry(), activities),
            Hooks = new EngineHooks { Probe = probe, StorageRetryDelay = RetryDelay },
        };
        engine.Options.ChainHistory = true;
        while (true)
        {
            try
            {
                _ = await engine.StartAsync();
                break;
            }
            catch (StorageException)
            {
                // The host reports it and is started again.
            }
        }

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        await new FaultScenario(engine.Client, activities).RunAsync(patience.Token);
        Assert.Empty(await new FaultCheck(engine.Client).FindFaultsAsync(patience.Token));
        int accesses = probe.Accesses;
        await engine.StopAsync();
        await CrashedFile.CheckAsync(engine, isFinished: true);
        return accesses;
    }
}
