namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>Whether the engine can work, for a host's readiness. Reads and commands may be answered even where it cannot.</summary>
public interface IEngineHealth
{
    /// <summary>
    /// Why no work goes on; null where all is well. A transient fault, such as a full disk, ends by itself once its cause is gone; any other
    /// one needs the process to be started again.
    /// </summary>
    Failure? Fault { get; }
}
