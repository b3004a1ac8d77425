using MigrationOrchestrator.Durable.Conformance;
using MigrationOrchestrator.Durable.CrashHost;
using MigrationOrchestrator.Durable.Sqlite.Engine;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Faults;

/// <summary>Every storage access fails once: nothing is lost, doubled or stuck.</summary>
public sealed class StorageFaultTests
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Storage_FailingAtTheNthAccess_LosesAndDoublesNothing(int failures)
    {
        int accesses = await RunAsync(new FailingProbe(int.MaxValue, 0));
        List<string> faults = [];
        foreach (int access in TestScale.Sample(accesses, about: 40))
        {
            try
            {
                _ = await RunAsync(new FailingProbe(access, failures));
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException or Xunit.Sdk.XunitException)
            {
                faults.Add($"Access {access} of {accesses}: {exception.Message}");
            }
        }

        Assert.Empty(faults);
    }

    private static async Task<int> RunAsync(FailingProbe probe)
    {
        await using TestEngine engine = new()
        {
            Registry = ConformanceTasks.Register(new TaskRegistry(), new ActivityProbe()),
            Hooks = new EngineHooks { Probe = probe, StorageRetryDelay = RetryDelay },
        };
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

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        FaultScenario scenario = new(engine.Client);
        await scenario.RunAsync(patience.Token);
        Assert.Empty(await scenario.FindFaultsAsync(patience.Token));
        int accesses = probe.Accesses;
        await engine.StopAsync();
        Assert.Equal("0", engine.Read("SELECT (SELECT count(*) FROM tasks) + (SELECT count(*) FROM timers) + (SELECT count(*) FROM inbox)"));
        return accesses;
    }
}
