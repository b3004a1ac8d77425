using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace MigrationOrchestrator.Durable.Sqlite.Tests.Telemetry;

/// <summary>What all engines of this process measure while it lives; tests tell theirs by names that nobody else uses.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly ConcurrentQueue<(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags)> seen = new();
    private readonly MeterListener listener;

    public Measurements()
    {
        listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == SqliteEngine.TelemetryName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
    }

    /// <summary>The sum of a counter under one value of a tag.</summary>
    public double Sum(string instrument, string tag, string value) => seen.Where(one => one.Instrument == instrument && value.Equals(one.Tags.GetValueOrDefault(tag))).Sum(one => one.Value);

    /// <summary>Reads the gauges and says whether one of them shows a value under one value of a tag.</summary>
    public bool Shows(string instrument, string tag, string value, int expected)
    {
        try
        {
            listener.RecordObservableInstruments();
        }
        catch (AggregateException)
        {
            // Gauges of other tests' engines are read too, and one of those was just being stopped.
        }

        return seen.Any(one => one.Instrument == instrument && value.Equals(one.Tags.GetValueOrDefault(tag)) && (int)one.Value == expected);
    }

    public void Dispose() => listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => seen.Enqueue((instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value)));
}
