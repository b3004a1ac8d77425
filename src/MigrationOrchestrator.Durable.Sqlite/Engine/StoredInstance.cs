using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>An instance as a turn finds it in the store at one moment.</summary>
/// <param name="Row">Its row; null where it is gone.</param>
/// <param name="History">Its history.</param>
/// <param name="Messages">The turn's messages, without those that have been taken already.</param>
internal readonly record struct StoredInstance(InstanceRow? Row, List<HistoryEvent> History, List<Message> Messages);
