namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>Whether an instance may have another turn after this one.</summary>
internal enum NextTurn
{
    /// <summary>When there is a reason.</summary>
    WhenDue,

    /// <summary>Without waiting for a message.</summary>
    AtOnce,

    /// <summary>Not before the stored state changes.</summary>
    Held,
}
