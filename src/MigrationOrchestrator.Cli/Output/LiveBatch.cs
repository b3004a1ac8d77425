using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Progress of a batch on a terminal (a bar, and a line for every machine on its way) or elsewhere (a line a change).</summary>
internal static class LiveBatch
{
    /// <summary>More machines than this on their way are counted, not shown: the display must fit a screen.</summary>
    private const int MaxLines = 16;

    /// <summary>Follows a batch and shows it.</summary>
    public static Task<BatchView> FollowAsync(Terminal terminal, IBatches batches, InstanceId id, CancellationToken cancellation)
    {
        IAnsiConsole console = terminal.Error;
        if (console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi)
        {
            return console.Live(new Markup("")).AutoClear(true).StartAsync(live => Follow.UntilEndedAsync(batches, id, view => live.UpdateTarget(Render(view)), cancellation));
        }

        string shown = "";
        return Follow.UntilEndedAsync(
            batches,
            id,
            view =>
            {
                string line = Line(view);
                if (line != shown)
                {
                    shown = line;
                    console.MarkupLineInterpolated($"{line}");
                }
            },
            cancellation);
    }

    /// <summary>What is written where nothing can be overwritten: machines and waves, no bytes, which change all the time.</summary>
    internal static string Line(BatchView view)
        => $"{view.State}, wave {view.Wave} of {Waves(view)}: {BatchText.Progress(new BatchProgress(view.Progress.Machines, view.Progress.Running, view.Progress.Done, view.Progress.Failed, view.Progress.NotMoved, 0))}";

    /// <summary>What a terminal shows.</summary>
    internal static Rows Render(BatchView view)
    {
        BatchProgress progress = view.Progress;
        int ended = progress.Done + progress.Failed + progress.NotMoved;
        List<IRenderable> lines =
        [
            new Markup($"{BatchText.Coloured(view.State)} {ProgressBar.Of((double)ended / Math.Max(1, progress.Machines))} wave {view.Wave} of {Waves(view)}: {Markup.Escape(BatchText.Progress(progress))}"),
        ];
        List<BatchMachine> running = [.. view.Machines.Where(machine => machine.State is not BatchMachineState.Waiting && !machine.State.HasEnded())];
        foreach (BatchMachine machine in running.Take(MaxLines))
        {
            double share = machine.TotalBytes is > 0 and var total ? (double)machine.ReadBytes / total : 0;
            lines.Add(new Markup($"  {Markup.Escape(machine.Key)} {ProgressBar.Of(share)} {Markup.Escape(BatchText.Progress(machine))}{Waits(machine)}"));
        }

        if (running.Count > MaxLines)
        {
            lines.Add(new Markup($"  and {running.Count - MaxLines} more"));
        }

        if (view.State == BatchState.WaitingForApproval)
        {
            lines.Add(new Markup($"  Wave {view.Wave} waits for: [bold]migrator batch approve {Markup.Escape(view.Id.Value)}[/]"));
        }

        return new Rows(lines);
    }

    private static string Waits(BatchMachine machine) => machine.State == BatchMachineState.WaitingForApproval ? $"  It waits for: [bold]migrator approve {Markup.Escape(machine.MigrationId.Value)}[/]" : "";

    private static int Waves(BatchView view) => view.Waves.Count > 0 ? view.Waves[^1].Number : view.Wave;
}
