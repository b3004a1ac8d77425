namespace MigrationOrchestrator.Benchmarks.Engine;

/// <summary>The same work on a file with few and on one with many finished instances, all of them HelloCities.</summary>
/// <param name="Ratio">What it costs with many, over what it costs with few.</param>
/// <param name="FewMilliseconds">Milliseconds for each instance on a file that held a hundredth of the many.</param>
/// <param name="ManyMilliseconds">Milliseconds for each instance on the file with many.</param>
/// <param name="BytesPerInstance">What one finished instance takes up in the file with many.</param>
internal sealed record CostRatio(double Ratio, double FewMilliseconds, double ManyMilliseconds, double BytesPerInstance)
{
    /// <summary>Measures rounds in turns, so that both meet the same disturbances. Few stay few: they have a fresh file each round.</summary>
    /// <param name="finished">How many finished instances are many; few are a hundredth of them, and each round runs as many again.</param>
    /// <param name="rounds">How many rounds; the medians count.</param>
    public static async Task<CostRatio> MeasureAsync(int finished, int rounds)
    {
        int few = finished / 100;
        await using EngineUnderTest many = await new EngineUnderTest().StartAsync();
        _ = await many.RunAsync(BenchmarkTasks.HelloCities, _ => "", finished, 1_000);
        double bytes = many.FileBytes / (double)finished;
        List<double> costsOfFew = [];
        List<double> costsOfMany = [];
        for (int round = 0; round < rounds; round++)
        {
            await using EngineUnderTest fresh = await new EngineUnderTest().StartAsync();
            _ = await RunAsync(fresh, few);
            costsOfFew.Add(await RunAsync(fresh, few));
            costsOfMany.Add(await RunAsync(many, few));
        }

        double costOfFew = Measure.Percentile(costsOfFew, 50);
        double costOfMany = Measure.Percentile(costsOfMany, 50);
        return new CostRatio(costOfMany / costOfFew, costOfFew * 1_000 / few, costOfMany * 1_000 / few, bytes);
    }

    private static Task<double> RunAsync(EngineUnderTest engine, int count) => Measure.SecondsAsync(() => engine.RunAsync(BenchmarkTasks.HelloCities, _ => "", count, 500));
}
