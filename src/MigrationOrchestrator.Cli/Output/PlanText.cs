using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Plans;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>A plan for people.</summary>
internal static class PlanText
{
    /// <summary>Writes a plan.</summary>
    public static void Write(IAnsiConsole console, MigrationPlan plan)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        Row(grid, "Machine", $"{plan.Machine.Name} ({plan.Machine.Id}), {plan.Machine.Cpus} CPU, {plan.Machine.MemoryMiB} MiB memory{(plan.Machine.State is { } state ? $", {state}" : "")}");
        foreach (MachineDisk disk in plan.Machine.Disks)
        {
            Row(grid, disk.Id, $"{(disk.SizeBytes is { } size ? Amount.Bytes(size) : "size unknown")}{(disk.Boot ? ", boots" : "")}");
        }

        Row(grid, "Read as", $"{plan.Source.User} in {plan.Source.Scope}{(plan.Source.Region is { } from ? $", {from}" : "")}, API {plan.Source.ApiVersion}");
        Row(grid, "Written as", $"{plan.Target.User} in {plan.Target.Scope}{(plan.Target.Region is { } to ? $", {to}" : "")}, API {plan.Target.ApiVersion}");
        Row(grid, "Arrives as", plan.Name);
        Row(grid, "Place", string.Join(", ", plan.Place.Names.Select(name => $"{name.Key} {name.Value}")));
        foreach (PlannedHardware part in plan.Hardware)
        {
            Row(grid, part.Part, $"{part.Choice}: {part.Reason}");
        }

        console.Write(grid);
        foreach (Finding finding in plan.Findings)
        {
            string colour = finding.Severity switch { FindingSeverity.Error => "red", FindingSeverity.Warning => "yellow", _ => "grey" };
            console.MarkupLine($"[{colour}]{finding.Severity}[/] [bold]{Markup.Escape(finding.Code)}[/]: {Markup.Escape(finding.Message)} {Markup.Escape(finding.Remedy ?? "")}");
        }

        console.MarkupLine(plan.CanRun ? "[green]Nothing stands in the way.[/]" : "[red]The migration cannot run like this.[/]");
    }

    private static void Row(Grid grid, string name, string text) => grid.AddRow($"[bold]{Markup.Escape(name)}[/]", Markup.Escape(text));
}
