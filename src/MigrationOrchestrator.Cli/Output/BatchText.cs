using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Status;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Batches for people.</summary>
internal static class BatchText
{
    /// <summary>Writes a list of batches.</summary>
    public static void WriteList(IAnsiConsole console, BatchPage page)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("Batch", "Name", "State", "Machines", "Started");
        foreach (BatchView view in page.Items)
        {
            table.AddRow(Markup.Escape(view.Id.Value), Markup.Escape(view.Name ?? ""), Coloured(view.State), Markup.Escape(view.State.HasEnded() ? Counts(view.Progress) : Amount.Count(view.Progress.Machines)), Amount.Time(view.CreatedAt));
        }

        console.Write(table);
        if (page.After is { } after)
        {
            console.MarkupLineInterpolated($"There are more: --after {after}");
        }
    }

    /// <summary>Writes one batch: waves and machines.</summary>
    public static void WriteOne(IAnsiConsole console, BatchView view)
    {
        console.MarkupLine($"Batch [bold]{Markup.Escape(view.Id.Value)}[/]{(view.Name is { } name ? $" ({Markup.Escape(name)})" : "")}: {Coloured(view.State)}");
        console.MarkupLineInterpolated($"{Progress(view.Progress)}; asked for {Amount.Time(view.CreatedAt)}, last moved {Amount.Time(view.UpdatedAt)}");
        if (view.Receipt?.StoppedBecause is { } because)
        {
            console.MarkupLineInterpolated($"Stopped early: {because}");
        }

        foreach (WaveView wave in view.Waves.Count > 1 ? view.Waves : [])
        {
            console.MarkupLineInterpolated($"  Wave {wave.Number}: {Counts(wave.Progress)}");
        }

        if (view.Machines.Count == 0)
        {
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded).AddColumns("Machine", "Wave", "From", "To", "State", "Progress");
        foreach (BatchMachine machine in view.Machines)
        {
            table.AddRow(
                Markup.Escape(machine.Key),
                Amount.Count(machine.Wave),
                Markup.Escape($"{machine.Source}/{machine.Machine}"),
                Markup.Escape(machine.Target.Value),
                Coloured(machine.State),
                Markup.Escape(machine.Failure is { } failure ? $"{failure.Code}: {failure.Message}" : machine.State == BatchMachineState.Waiting ? Awaited(machine) : Progress(machine)));
        }

        console.Write(table);
    }

    /// <summary>How far a batch is, in a few words.</summary>
    public static string Progress(BatchProgress progress)
    {
        string amount = progress.TotalBytes is { } total ? $", {Amount.Bytes(progress.ReadBytes)} of {Amount.Bytes(total)}" : progress.ReadBytes > 0 ? $", {Amount.Bytes(progress.ReadBytes)} read" : "";
        string rate = progress.BytesPerSecond is { } perSecond ? $", {Amount.Bytes(perSecond)}/s" : "";
        string left = progress.RemainingSeconds is { } seconds ? $", about {Amount.Seconds(seconds)} left" : "";
        return Counts(progress) + amount + rate + left;
    }

    /// <summary>How far a machine is, in a few words.</summary>
    public static string Progress(BatchMachine machine)
    {
        string stage = machine.Stage == Stage.Finished ? "" : $"{machine.Stage} ";
        string amount = machine.TotalBytes is { } total && !machine.State.HasEnded() ? $"{Amount.Bytes(machine.ReadBytes)} of {Amount.Bytes(total)}" : machine.ReadBytes > 0 ? Amount.Bytes(machine.ReadBytes) : "";
        return $"{stage}{amount}{(machine.BytesPerSecond is { } rate ? $", {Amount.Bytes(rate)}/s" : "")}";
    }

    /// <summary>A batch's state in its colour.</summary>
    public static string Coloured(BatchState state) => state switch
    {
        BatchState.Done => "[green]Done[/]",
        BatchState.Failed or BatchState.Blocked or BatchState.Incomplete => $"[red]{state}[/]",
        BatchState.Cancelled or BatchState.Suspended or BatchState.WaitingForApproval => $"[yellow]{state}[/]",
        _ => state.ToString(),
    };

    private static string Coloured(BatchMachineState state) => state switch
    {
        BatchMachineState.Done => "[green]Done[/]",
        BatchMachineState.Failed or BatchMachineState.Blocked or BatchMachineState.Stopped => $"[red]{state}[/]",
        BatchMachineState.Waiting => "[grey]Waiting[/]",
        BatchMachineState.Running => state.ToString(),
        _ => $"[yellow]{state}[/]",
    };

    private static string Awaited(BatchMachine machine) => machine.After.Count > 0 ? $"after {string.Join(", ", machine.After)}" : "";

    private static string Counts(BatchProgress progress)
    {
        string running = progress.Running > 0 ? $", {progress.Running} running" : "";
        string failed = progress.Failed > 0 ? $", {progress.Failed} failed" : "";
        string notMoved = progress.NotMoved > 0 ? $", {progress.NotMoved} not moved" : "";
        return $"{progress.Done} of {progress.Machines} machines done{running}{failed}{notMoved}";
    }
}
