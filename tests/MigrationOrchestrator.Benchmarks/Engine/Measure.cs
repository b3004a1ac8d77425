using System.Diagnostics;

namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>Numbers out of rounds.</summary>
internal static class Measure
{
    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        long started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static double Percentile(IEnumerable<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Min(sorted.Length - 1, Math.Ceiling(sorted.Length * percent / 100) - 1)];
    }

    /// <summary>The 50th, 90th and 99th percentile.</summary>
    public static (double P50, double P90, double P99) Percentiles(double[] values) => (Percentile(values, 50), Percentile(values, 90), Percentile(values, 99));

    public static async Task<double> MedianAsync(int rounds, Func<Task<double>> round)
    {
        List<double> results = [];
        for (int index = 0; index < rounds; index++)
        {
            results.Add(await round());
        }

        return Percentile(results, 50);
    }
}
