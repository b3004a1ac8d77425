using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>A history for people: one line a fact.</summary>
internal static class HistoryText
{
    /// <summary>Writes the rows in order of time.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<HistoryRow> rows)
    {
        Dictionary<(InstanceId, int), string> scheduled = [];
        foreach (HistoryRow row in rows)
        {
            if (row.Event is TaskScheduled task)
            {
                scheduled[(row.Instance, task.Id)] = task.Name;
            }

            (string colour, string text) = Describe(row, scheduled);
            console.MarkupLine($"[grey]{Amount.Time(row.Event.Timestamp)} {Markup.Escape(row.Instance.Value)} {Amount.Count(row.Sequence).PadLeft(4)}[/] [{colour}]{row.Event.GetType().Name}[/] {Markup.Escape(text)}");
        }
    }

    private static (string Colour, string Text) Describe(HistoryRow row, Dictionary<(InstanceId, int), string> scheduled) => row.Event switch
    {
        ExecutionStarted fact => ("bold", fact.Name),
        TaskScheduled fact => ("default", fact.Attempt > 1 ? $"{fact.Name}, attempt {fact.Attempt}" : fact.Name),
        TaskCompleted fact => ("green", NameOf(row, fact.Id, scheduled)),
        TaskFailed fact => ("red", $"{NameOf(row, fact.Id, scheduled)}: {fact.Failure.Code} {fact.Failure.Message}"),
        SubOrchestrationCreated fact => ("default", $"{fact.Name} {fact.ChildId}"),
        SubOrchestrationFailed fact => ("red", $"{fact.Failure.Code} {fact.Failure.Message}"),
        TimerCreated fact => ("default", $"due {Amount.Time(fact.DueAt)}"),
        EventRaised fact => ("cyan", fact.Name),
        EventSent fact => ("cyan", $"{fact.Name} to {fact.Target}"),
        ExecutionSuspended fact => ("yellow", fact.Reason),
        ExecutionResumed fact => ("yellow", fact.Reason),
        ExecutionRewound fact => ("yellow", fact.Reason),
        ExecutionTerminated fact => ("red", fact.Reason),
        ExecutionCompleted => ("green", ""),
        ExecutionFailed fact => ("red", $"{fact.Failure.Code} {fact.Failure.Message}"),
        _ => ("grey", ""),
    };

    private static string NameOf(HistoryRow row, int id, Dictionary<(InstanceId, int), string> scheduled) => scheduled.GetValueOrDefault((row.Instance, id), "");
}
