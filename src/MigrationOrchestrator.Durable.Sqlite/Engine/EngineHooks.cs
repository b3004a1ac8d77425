using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Where fault tests take hold of an engine.</summary>
internal sealed record EngineHooks
{
    /// <summary>Stands between the store and its file.</summary>
    public IStorageProbe? Probe { get; init; }

    /// <summary>Gets the writing connection before it is used.</summary>
    public Action<Database>? Opened { get; init; }

    /// <summary>How long a failed write waits for the next try.</summary>
    public TimeSpan StorageRetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}
