namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>Measured values by name.</summary>
internal sealed class Samples
{
    private readonly SortedDictionary<string, List<double>> values = [];

    public IEnumerable<string> Names => values.Keys;

    public void Add(string name, double value)
    {
        if (!this.values.TryGetValue(name, out List<double>? values))
        {
            this.values[name] = values = [];
        }

        values.Add(value);
    }

    public double Median(string name)
    {
        List<double> sorted = values[name].Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>Median of the ratios of values that were measured in the same round, so that a noisy minute hits both.</summary>
    public double Ratio(string numerator, string denominator)
    {
        List<double> sorted = values[numerator].Zip(values[denominator], (a, b) => a / b).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
