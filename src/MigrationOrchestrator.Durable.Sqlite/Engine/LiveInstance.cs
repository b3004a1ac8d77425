using MigrationOrchestrator.Durable.Sqlite.Replay;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>An orchestrator in memory and the row that it stands on.</summary>
internal sealed record LiveInstance(InstanceRow Row, Execution Execution);
