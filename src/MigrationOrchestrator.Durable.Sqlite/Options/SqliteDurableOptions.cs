namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>How the embedded engine runs.</summary>
public sealed class SqliteDurableOptions
{
    /// <summary>The engine's file, created where it does not exist; on a local disk, since a network file system does not keep SQLite's promises.</summary>
    public string Path { get; set; } = "";

    /// <summary>The most activities that run at a time; 1 to 10,000, 64 unless told.</summary>
    public int MaxConcurrentActivities { get; set; } = 64;

    /// <summary>The most orchestrator turns that run at a time; 1 to 64, the number of processors unless told.</summary>
    public int MaxConcurrentTurns { get; set; } = Environment.ProcessorCount;

    /// <summary>The most instances that stay in memory between their turns; others are replayed from their histories. 0 to 1,000,000, 10,000 unless told.</summary>
    public int MaxInstancesInMemory { get; set; } = 10_000;

    /// <summary>How often an activity may have taken the process down with it before it fails; 1 to 100, 5 unless told.</summary>
    public int MaxCrashesPerActivity { get; set; } = 5;

    /// <summary>The workflow version that new instances are fixed to; empty for none.</summary>
    public string Version { get; set; } = "";

    /// <summary>Which instances this host runs, by their version.</summary>
    public VersionMatch VersionMatch { get; set; } = VersionMatch.None;

    /// <summary>How long finished instances are kept; null for ever. They are removed in batches, looked for every ten minutes.</summary>
    public TimeSpan? Retention { get; set; }

    /// <summary>Whether histories are chained by hashes, so that a later change of one fact shows.</summary>
    public bool ChainHistory { get; set; }

    /// <summary>
    /// Which of the instances that are there at the start are continued; null for all. The others are left as they are, whatever comes for them is
    /// kept, and they go on at a start that continues them. Instances that are started later run in any case.
    /// </summary>
    public Func<InstanceId, bool>? Continues { get; set; }

    /// <summary>Throws where a value is missing or out of its range.</summary>
    /// <exception cref="ArgumentException">A value is missing or out of its range; the message names it.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Path, nameof(Path));
        Require(MaxConcurrentActivities, 1, 10_000, nameof(MaxConcurrentActivities));
        Require(MaxConcurrentTurns, 1, 64, nameof(MaxConcurrentTurns));
        Require(MaxInstancesInMemory, 0, 1_000_000, nameof(MaxInstancesInMemory));
        Require(MaxCrashesPerActivity, 1, 100, nameof(MaxCrashesPerActivity));
        if (Retention <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(Retention), Retention, "The retention is a positive time, or null to keep finished instances for ever.");
        }
    }

    private static void Require(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be {least} to {most}.");
        }
    }
}
