using MigrationOrchestrator.Migrations.Schedules;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Schedules for people.</summary>
internal static class ScheduleText
{
    /// <summary>Writes a list of schedules.</summary>
    public static void WriteList(IAnsiConsole console, IReadOnlyList<ScheduleView> schedules)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("Schedule", "Cron", "Zone", "Batch file", "Missed", "Next", "Last");
        foreach (ScheduleView view in schedules)
        {
            table.AddRow(
                Markup.Escape(view.Name),
                Markup.Escape(view.Definition.Cron),
                Markup.Escape(view.Definition.TimeZone),
                Markup.Escape(view.Definition.BatchFile),
                view.Definition.MissedRuns.ToString(),
                Next(view),
                Last(view.Last));
        }

        console.Write(table);
    }

    private static string Next(ScheduleView view) => view switch
    {
        { Failure: { } failure } => $"[red]{Markup.Escape(failure.Message)}[/]",
        { Definition.Enabled: false } => "[yellow]not enabled[/]",
        { NextSlots: [var slot, ..] } => Amount.Time(slot),
        _ => "never",
    };

    private static string Last(ScheduleRun? run) => run switch
    {
        null => "",
        { BatchId: { } batch } => Markup.Escape(batch.Value),
        { Failure: { } failure } => $"[red]{Amount.Time(run.Slot)}: {Markup.Escape(failure.Message)}[/]",
        _ => $"[yellow]{Amount.Time(run.Slot)}: missed[/]",
    };
}
