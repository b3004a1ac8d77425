using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Status;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Migrations for people.</summary>
internal static class MigrationText
{
    /// <summary>Writes a list of migrations.</summary>
    public static void WriteList(IAnsiConsole console, MigrationPage page)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("Migration", "Machine", "To", "State", "Stage", "Started", "Progress");
        foreach (MigrationView view in page.Items)
        {
            table.AddRow(
                Markup.Escape(view.Id.Value),
                Markup.Escape($"{view.Request.Source.Cloud}/{view.Request.Source.Machine}"),
                Markup.Escape(view.Request.Target.Cloud.Value),
                Coloured(view.State),
                view.State.HasEnded() ? "" : view.Stage.ToString(),
                Amount.Time(view.CreatedAt),
                view.State.HasEnded() ? "" : string.Join("; ", view.Disks.Select(Progress)));
        }

        console.Write(table);
        if (page.After is { } after)
        {
            console.MarkupLineInterpolated($"There are more: --after {after}");
        }
    }

    /// <summary>Writes one migration: state, plan, disks, receipt, steps.</summary>
    public static void WriteOne(IAnsiConsole console, MigrationView view)
    {
        console.MarkupLine($"Migration [bold]{Markup.Escape(view.Id.Value)}[/]: {Coloured(view.State)}{(view.State.HasEnded() ? "" : $", {view.Stage}")}");
        console.MarkupLineInterpolated($"{view.Request.Source.Cloud}/{view.Request.Source.Machine} to {view.Request.Target.Cloud}, asked for {Amount.Time(view.CreatedAt)}, last moved {Amount.Time(view.UpdatedAt)}");
        if (view.Pause is { } pause)
        {
            console.MarkupLineInterpolated($"[yellow]{Waits(pause)}[/]");
        }

        foreach (DiskProgress disk in view.State.HasEnded() ? [] : view.Disks)
        {
            console.MarkupLineInterpolated($"  {disk.DiskId}: {Progress(disk)}");
        }

        if (view.Plan is { } plan)
        {
            PlanText.Write(console, plan);
        }

        if (view.Receipt is { } receipt)
        {
            WriteReceipt(console, receipt);
        }

        StepTables.Write(console, view.Steps);
        LeftoverText.Write(console, view);
    }

    /// <summary>What a migration waits for, in a sentence.</summary>
    public static string Waits(StepPause pause)
        => $"It waits{(pause.Cloud is { } cloud ? $" for the cloud '{cloud}'" : "")} since {Amount.Time(pause.Since)}: {pause.Failure.Message} Tried {pause.Tries} times; next try at {Amount.Time(pause.NextTryAt)}.";

    /// <summary>Writes what a receipt proves.</summary>
    public static void WriteReceipt(IAnsiConsole console, Receipt receipt)
    {
        foreach (DiskReceipt disk in receipt.Disks)
        {
            console.MarkupLineInterpolated($"{disk.DiskId}: {disk.SourceFormat} {Amount.Bytes(disk.SourceBytes)} became {disk.DeliveredFormat} {Amount.Bytes(disk.DeliveredBytes)}{(disk.Compressor is { } by ? $" ({by})" : "")}");
            console.MarkupLineInterpolated($"  content at the source {disk.GuestDigestSource}");
            string verdict = disk.GuestDigestSource == disk.GuestDigestDelivered ? "[green]equal[/]" : "[red]DIFFERENT[/]";
            console.MarkupLine($"  content delivered     {Markup.Escape(disk.GuestDigestDelivered)} {verdict}");
        }

        if (receipt.Runner is { } runner)
        {
            console.MarkupLineInterpolated($"Converted by {runner.Name}: {string.Join(", ", runner.Protections)}");
            foreach (string missing in runner.Missing)
            {
                console.MarkupLineInterpolated($"  [yellow]missing[/] {missing}");
            }
        }
    }

    /// <summary>A state in its colour.</summary>
    public static string Coloured(MigrationState state) => state switch
    {
        MigrationState.Done => "[green]Done[/]",
        MigrationState.Failed or MigrationState.Blocked => $"[red]{state}[/]",
        MigrationState.Cancelled or MigrationState.Terminated or MigrationState.Stopped or MigrationState.Suspended or MigrationState.WaitingForApproval => $"[yellow]{state}[/]",
        _ => state.ToString(),
    };

    /// <summary>How far a disk is, in a few words.</summary>
    public static string Progress(DiskProgress disk)
    {
        string amount = disk.TotalBytes is { } total ? $"{Amount.Bytes(disk.DoneBytes)} of {Amount.Bytes(total)}" : Amount.Bytes(disk.DoneBytes);
        string rate = disk.BytesPerSecond is { } perSecond ? $", {Amount.Bytes(perSecond)}/s" : "";
        return $"{disk.Stage} {amount}{rate}";
    }
}
