using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Images;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Images;

/// <summary>A bar for work on one image; nothing where nobody looks.</summary>
internal static class ImageProgress
{
    /// <summary>Does the work and shows how far it is.</summary>
    public static Task<T> RunAsync<T>(CommandContext context, string title, Func<IProgress<ConversionProgress>?, Task<T>> work)
    {
        IAnsiConsole console = context.Terminal.Error;
        if (context.Json || !console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            return work(null);
        }

        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(progress => work(new Bar(progress.AddTask(title))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value)
        {
            task.MaxValue = value.GuestBytesTotal;
            task.Value = value.GuestBytesDone;
        }
    }
}
