namespace MigrationOrchestrator.Migrations.Batches;

/// <summary>What <see cref="MigrateBatch"/> publishes while it runs (its custom status).</summary>
/// <param name="Wave">The wave that it works on or waits to begin.</param>
/// <param name="WaitsForApproval">Whether somebody must approve before the wave begins.</param>
/// <param name="Ended">Machines that need nothing more: those that ended, and those that were skipped.</param>
internal sealed record BatchStatus(int Wave, bool WaitsForApproval, int Ended);

/// <summary>The input of <see cref="MigrateBatch"/>: what steers it; its machines are read from the store.</summary>
/// <param name="Machines">How many machines.</param>
/// <param name="Concurrency">How many at a time.</param>
public sealed record BatchInput(int Machines, BatchConcurrency Concurrency)
{
    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>After this many failed machines no further one is started.</summary>
    public int? StopAfterFailures { get; init; }

    /// <summary>Whether somebody must approve before each wave but the first.</summary>
    public bool ApproveWaves { get; init; }

    /// <summary>The wave that needs no approval; the first of its machines' unless told.</summary>
    public int? FirstWave { get; init; }

    /// <summary>The steering part of a batch.</summary>
    public static BatchInput Of(Batch batch) => new(batch.Entries.Count, batch.Concurrency) { Name = batch.Name, StopAfterFailures = batch.StopAfterFailures, ApproveWaves = batch.ApproveWaves, FirstWave = batch.FirstWave };
}
