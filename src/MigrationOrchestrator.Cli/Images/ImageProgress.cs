using System.Globalization;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Images;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Images;

/// <summary>How far the work on one image is, on standard error: a bar on a terminal, a line now and then elsewhere, JSON lines with <c>--json</c>.</summary>
internal static class ImageProgress
{
    private static readonly TimeSpan TextInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan JsonInterval = TimeSpan.FromSeconds(1);

    /// <summary>Does the work and shows how far it is.</summary>
    public static Task<T> RunAsync<T>(CommandContext context, string title, Func<IProgress<ConversionProgress>, Task<T>> work)
    {
        IAnsiConsole console = context.Terminal.Error;
        if (context.Json || !console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            TextWriter error = console.Profile.Out.Writer;
            return work(context.Json
                ? new ProgressLines(value => error.WriteLine(CliJson.Line(ProgressAnswer.From(value))), JsonInterval, TimeProvider.System)
                : new ProgressLines(value => error.WriteLine(Text(title, value)), TextInterval, TimeProvider.System));
        }

        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(progress => work(new Bar(progress.AddTask(title))));
    }

    private static string Text(string title, ConversionProgress value)
        => string.Create(CultureInfo.InvariantCulture, $"{title}: {100.0 * value.GuestBytesDone / value.GuestBytesTotal:0.0} %, {Amount.Bytes(value.GuestBytesDone)} of {Amount.Bytes(value.GuestBytesTotal)}");

    private sealed class Bar(ProgressTask task) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value)
        {
            task.MaxValue = value.GuestBytesTotal;
            task.Value = value.GuestBytesDone;
        }
    }
}
