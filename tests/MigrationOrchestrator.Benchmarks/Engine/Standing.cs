using System.Diagnostics;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>What open instances cost: memory, coming back after a crash, and nothing at all where there are none.</summary>
internal static class Standing
{
    /// <summary>From the engine's start, after a process that was killed, to the moment when each open instance has been replayed and has taken a further, committed turn.</summary>
    /// <returns>Seconds.</returns>
    public static async Task<double> RecoveryAsync(int count)
    {
        await using EngineUnderTest engine = new();
        InstanceId[] ids = await OpenInstances.LeaveBehindAsync(engine.File, count);
        return await Measure.SecondsAsync(async () =>
        {
            _ = await engine.StartAsync();
            _ = await Task.WhenAll(ids.Select(id => engine.Client.RaiseEventAsync(id, "close", "x")));
            _ = await Task.WhenAll(ids.Select(id => engine.Client.WaitForCompletionAsync(id)));
        });
    }

    /// <summary>The process's memory with so many open instances, in MB.</summary>
    public static async Task<double> MemoryAsync(int count)
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        _ = await OpenInstances.OpenAsync(engine, count);
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64 / 1_000_000.0;
    }

    /// <summary>Processor time of an engine without work, in percent of one processor.</summary>
    public static async Task<double> IdleAsync(TimeSpan span)
    {
        await using EngineUnderTest engine = await new EngineUnderTest().StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        await Task.Delay(span);
        self.Refresh();
        return (self.TotalProcessorTime - before) / span * 100;
    }
}
