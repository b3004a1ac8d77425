namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>Measured values by name.</summary>
internal sealed class Samples
{
    private readonly SortedDictionary<string, List<double>> _values = [];

    public IEnumerable<string> Names => _values.Keys;

    public void Add(string name, double value)
    {
        if (!_values.TryGetValue(name, out var values))
        {
            _values[name] = values = [];
        }

        values.Add(value);
    }

    public double Median(string name)
    {
        var sorted = _values[name].Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>Median of the ratios of values that were measured in the same round, so that a noisy minute hits both.</summary>
    public double Ratio(string numerator, string denominator)
    {
        var sorted = _values[numerator].Zip(_values[denominator], (a, b) => a / b).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
