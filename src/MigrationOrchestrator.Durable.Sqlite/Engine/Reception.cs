namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>What becomes of something that is handed to a slot.</summary>
internal enum Reception
{
    /// <summary>The slot has it and is queued, runs, or is held.</summary>
    Taken,

    /// <summary>The slot has it and must be queued by the caller.</summary>
    MustQueue,

    /// <summary>The slot has not taken it, since turns are held: it must be stored.</summary>
    MustStore,

    /// <summary>The slot is over; another one may take its place.</summary>
    Ended,
}
