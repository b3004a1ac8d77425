using MigrationOrchestrator.Migrations.Steps;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>The table of times: what each step and each call to a cloud took.</summary>
internal static class StepTables
{
    /// <summary>Writes the steps and, below each, its calls.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<StepTiming> steps)
    {
        if (steps.Count == 0)
        {
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded).Title("Steps");
        table.AddColumn("Step").AddColumn("Disk").AddColumn(Right("Runs")).AddColumn(Right("Tried again")).AddColumn(Right("Wall")).AddColumn(Right("Busy")).AddColumn(Right("Bytes")).AddColumn(Right("Rate"));
        foreach (StepTiming step in steps)
        {
            table.AddRow(
                Markup.Escape(step.Step),
                Markup.Escape(step.DiskId ?? ""),
                Amount.Count(step.Count),
                step.Failures > 0 ? $"[yellow]{Amount.Count(step.Failures)}[/]" : "",
                Amount.Seconds(step.WallSeconds),
                Amount.Seconds(step.BusySeconds),
                step.Bytes > 0 ? Amount.Bytes(step.Bytes) : "",
                step.Bytes > 0 && step.WallSeconds > 0 ? Amount.Bytes(step.Bytes / step.WallSeconds) + "/s" : "");
            foreach (CallTiming call in step.Calls)
            {
                table.AddRow($"  [grey]{Markup.Escape(call.Call)}[/]", "", $"[grey]{Amount.Count(call.Count)}[/]", "", "", $"[grey]{Amount.Seconds(call.Milliseconds / 1000)}[/]", "", "");
            }
        }

        console.Write(table);
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();
}
