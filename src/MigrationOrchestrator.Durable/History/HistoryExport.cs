namespace MigrationOrchestrator.Durable;

/// <summary>An instance's history as it is exported to a file and replayed from it.</summary>
/// <param name="InstanceId">Whose history it is; ids made in replays are derived from it.</param>
/// <param name="Events">The facts in order.</param>
public sealed record HistoryExport(InstanceId InstanceId, IReadOnlyList<HistoryEvent> Events);
