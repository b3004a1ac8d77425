using System.Collections.Concurrent;
using MigrationOrchestrator.Migrations.Clouds;

namespace MigrationOrchestrator.Migrations.Deliveries;

/// <summary>How fast this host's uploads to each cloud were of late: what the level <c>auto</c> weighs compression against. Lost with the process.</summary>
public sealed class UploadRates
{
    /// <summary>The part of an older rate that a new one leaves.</summary>
    private const double Memory = 0.7;

    /// <summary>Shorter uploads measure round trips and no rate.</summary>
    private const long LeastBytes = 1 << 20;

    private readonly ConcurrentDictionary<CloudName, double> rates = new();

    /// <summary>Takes note of an upload.</summary>
    /// <param name="cloud">Where to.</param>
    /// <param name="bytes">How many bytes; fewer than 1 MiB tell nothing.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Observe(CloudName cloud, long bytes, TimeSpan elapsed)
    {
        if (bytes >= LeastBytes && elapsed > TimeSpan.Zero)
        {
            double rate = bytes / elapsed.TotalSeconds;
            rates.AddOrUpdate(cloud, rate, (_, before) => (before * Memory) + (rate * (1 - Memory)));
        }
    }

    /// <summary>The rate in bytes a second, or null where this process has uploaded nothing there.</summary>
    /// <param name="cloud">Where to.</param>
    public double? Find(CloudName cloud) => rates.TryGetValue(cloud, out double rate) ? rate : null;
}
