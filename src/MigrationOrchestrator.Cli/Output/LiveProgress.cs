using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Progress of one migration on a terminal (bars) or elsewhere (a line a change).</summary>
internal static class LiveProgress
{
    /// <summary>Follows a migration and shows it.</summary>
    public static Task<MigrationView> FollowAsync(Terminal terminal, IMigrations migrations, InstanceId id, CancellationToken cancellation)
        => terminal.Error.Profile.Capabilities.Interactive && terminal.Error.Profile.Capabilities.Ansi
            ? BarsAsync(terminal.Error, migrations, id, cancellation)
            : LinesAsync(terminal.Error, migrations, id, cancellation);

    private static Task<MigrationView> BarsAsync(IAnsiConsole console, IMigrations migrations, InstanceId id, CancellationToken cancellation)
        => console.Live(new Markup("")).AutoClear(true).StartAsync(live => Follow.UntilEndedAsync(migrations, id, view => live.UpdateTarget(Render(view)), cancellation));

    private static Task<MigrationView> LinesAsync(IAnsiConsole console, IMigrations migrations, InstanceId id, CancellationToken cancellation)
    {
        string shown = "";
        return Follow.UntilEndedAsync(
            migrations,
            id,
            view =>
            {
                string line = $"{view.State} {view.Stage} {string.Join(" ", view.Disks.Select(disk => $"{disk.DiskId}:{disk.Stage}{Tenths(disk)}"))}".TrimEnd();
                line = view.Pause is { } pause ? $"{line} {MigrationText.Waits(pause)}" : line;
                if (line != shown)
                {
                    shown = line;
                    console.MarkupLineInterpolated($"{line}");
                }
            },
            cancellation);
    }

    /// <summary>A line for every tenth of a stage is enough where nothing can be overwritten.</summary>
    private static string Tenths(DiskProgress disk) => disk.TotalBytes is > 0 and var total ? $" {Math.Min(disk.DoneBytes * 10 / total, 10) * 10}%" : "";

    private static Rows Render(MigrationView view)
    {
        List<IRenderable> lines =
        [
            new Markup($"{MigrationText.Coloured(view.State)} {ProgressBar.Of((double)view.Stage / (double)Stage.Finished)} step {(int)view.Stage} of {(int)Stage.Finished}: [bold]{view.Stage}[/]"),
        ];
        foreach (DiskProgress disk in view.Disks)
        {
            string left = disk.RemainingSeconds is { } seconds ? $", about {Amount.Seconds(seconds)} left" : "";
            double? share = disk.TotalBytes is > 0 and var total ? (double)disk.DoneBytes / total : null;
            lines.Add(new Markup($"  {Markup.Escape(disk.DiskId)} {ProgressBar.Of(share ?? 0)} {Markup.Escape(MigrationText.Progress(disk))}{left}"));
        }

        if (view.Pause is { } pause)
        {
            lines.Add(new Markup($"  [yellow]{Markup.Escape(MigrationText.Waits(pause))}[/]"));
        }

        if (view.State == MigrationState.WaitingForApproval)
        {
            lines.Add(new Markup($"  It waits for: [bold]migrator approve {Markup.Escape(view.Id.Value)}[/]"));
        }

        return new Rows(lines);
    }
}
