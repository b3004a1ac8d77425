using MigrationOrchestrator.Durable.Sqlite.Replay;
using MigrationOrchestrator.Durable.Sqlite.Storage;

namespace MigrationOrchestrator.Durable.Sqlite.Engine;

/// <summary>How long a history may become: every replay reads all of it.</summary>
internal static class HistoryBound
{
    private const int WarnAtEvents = 2_000;
    private const int MaxEvents = 5_000;

    /// <summary>A turn as it may be committed: one that would make the history too long fails its instance instead.</summary>
    public static Turn Keep(InstanceRow row, Turn turn, EngineLog log)
    {
        int events = row.Events + turn.Facts.Count;
        if (row.Events < WarnAtEvents && events >= WarnAtEvents)
        {
            log.LongHistory(row.Id, row.Name, events, MaxEvents);
        }

        if (events <= MaxEvents || turn.End is not null)
        {
            return turn;
        }

        ExecutionFailed end = new(turn.Now, new Failure("history.too-long", $"The history would have {events:N0} events; at most {MaxEvents:N0} are allowed.")
        {
            Remedy = "Let the orchestrator continue as new from time to time, or move work into sub-orchestrations.",
        });
        return turn with { Facts = [turn.Facts[0], end], End = end };
    }
}
