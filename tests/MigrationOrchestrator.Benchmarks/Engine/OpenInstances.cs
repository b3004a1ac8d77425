using System.Globalization;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>Many instances that have done a few steps and wait for an event; with a process that leaves such a file behind without a stop.</summary>
internal static class OpenInstances
{
    /// <summary>Starts so many and waits until each has done its steps.</summary>
    public static async Task<InstanceId[]> OpenAsync(EngineUnderTest engine, int count)
    {
        InstanceId[] ids = await Task.WhenAll(Enumerable.Range(0, count).Select(Id).Select(id => engine.Client.StartAsync(BenchmarkTasks.Open, "x", new StartOptions { InstanceId = id })));
        foreach (InstanceId id in ids)
        {
            while ((await engine.Client.GetHistoryAsync(id)).Count(fact => fact is TaskCompleted) < 3)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }

        return ids;
    }

    /// <summary>Lets another process open them in a file and kills it with SIGKILL, so that whoever starts next finds an unclean stop.</summary>
    public static async Task<InstanceId[]> LeaveBehindAsync(string file, int count)
    {
        await KilledProcess.RunAsync("open-instances", file, count.ToString(CultureInfo.InvariantCulture));
        return [.. Enumerable.Range(0, count).Select(Id)];
    }

    /// <summary>The other process: opens the instances, says so, and waits to be killed.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var file, var text] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return 2;
        }

        await using EngineUnderTest engine = await new EngineUnderTest(file).StartAsync();
        _ = await OpenAsync(engine, count);
        Console.WriteLine(KilledProcess.Ready);
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }

    private static InstanceId Id(int number) => new(string.Create(CultureInfo.InvariantCulture, $"open-{number}"));
}
