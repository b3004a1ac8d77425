using MigrationOrchestrator.Durable.Sqlite.Replay;

namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>Runs today's orchestrator code against a history, without any store, and says where the two part.</summary>
public static class HistoryReplay
{
    /// <summary>Replays a history.</summary>
    /// <param name="registry">Today's orchestrators; activities are not run.</param>
    /// <param name="export">The history.</param>
    /// <returns>The first difference, or null where the code does exactly what is recorded.</returns>
    /// <exception cref="InvalidDataException">The export is no history: it does not begin with <see cref="ExecutionStarted"/>.</exception>
    /// <exception cref="KeyNotFoundException">The registry has no orchestrator of the recorded name.</exception>
    public static ReplayDifference? FindDifference(TaskRegistry registry, HistoryExport export)
    {
        if (export.Events is not [ExecutionStarted started, ..])
        {
            throw new InvalidDataException($"The history of '{export.InstanceId}' does not begin with {nameof(ExecutionStarted)}: export it whole.");
        }

        if (!registry.Orchestrators.TryGetValue(started.Name, out RegisteredOrchestrator? orchestrator))
        {
            throw new KeyNotFoundException($"There is no orchestrator '{started.Name}'; there are {string.Join(", ", registry.Orchestrators.Keys.Order(StringComparer.Ordinal))}.");
        }

        Execution execution = new(orchestrator, export.InstanceId, started);
        try
        {
            execution.Replay(export.Events);
        }
        catch (NonDeterminismException found)
        {
            return found.Difference;
        }

        return execution.Stray is { } stray && export.Events.Any(fact => fact is OrchestratorStarted) && Facts.Last(export.Events) is not ExecutionTerminated
            ? new ReplayDifference([], new ReplayStep(0, "(waits)", stray.Message))
            : null;
    }
}
