namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>Something for an instance's next turn.</summary>
/// <param name="Fact">What happened.</param>
/// <param name="Source">The table whose row stands for the message until it is consumed.</param>
/// <param name="RowId">The row: an inbox id, or the step of a task or timer.</param>
/// <param name="Generation">The generation it is for; ignored for raised events.</param>
internal sealed record Message(HistoryEvent Fact, MessageSource Source, long RowId, long Generation);

/// <summary>Where a message is kept until it is consumed.</summary>
internal enum MessageSource
{
    /// <summary>In the inbox.</summary>
    Inbox,

    /// <summary>Nowhere: the task's row stays until its result is in the history, and runs again after a crash.</summary>
    Task,

    /// <summary>Nowhere: the timer's row stays until it has fired in the history.</summary>
    Timer,
}
