namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>A point at which the store touches its file.</summary>
internal enum StorageStep
{
    /// <summary>A transaction is about to begin.</summary>
    Begin,

    /// <summary>A statement is about to run.</summary>
    Statement,

    /// <summary>A transaction is about to be committed.</summary>
    BeforeCommit,

    /// <summary>A transaction has been committed and nobody knows yet.</summary>
    AfterCommit,
}

/// <summary>Stands between the store and its file; fault tests fail or stop the process here.</summary>
internal interface IStorageProbe
{
    /// <summary>Called before a step; may throw a <see cref="StorageException"/>.</summary>
    void On(StorageStep step);
}
