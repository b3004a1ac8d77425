using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands.Batches;

/// <summary>Shows a batch to its end and chooses the exit code.</summary>
internal static class FollowedBatch
{
    /// <summary>Follows a batch; interrupted, it says how to go on.</summary>
    public static async Task<int> ToItsEndAsync(CommandContext context, Desk desk, InstanceId id)
    {
        try
        {
            if (!context.Json)
            {
                context.Terminal.Error.MarkupLineInterpolated($"Batch [bold]{id}[/]");
            }

            BatchView view = await FollowAsync(context, desk, id, () => context.Json
                ? Follow.UntilEndedAsync(desk.Batches, id, _ => { }, context.Cancellation)
                : LiveBatch.FollowAsync(context.Terminal, desk.Batches, id, context.Cancellation));
            Write(context, view);
            return CodeOf(view);
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            string how = desk.IsRemote
                ? $"The batch goes on in the process that serves the data folder; look at it again with: migrator batch watch {id}"
                : $"The batch is kept. It goes on where it was with: migrator batch --resume {id} (or migrator serve)";
            context.Terminal.Error.MarkupLineInterpolated($"[yellow]Interrupted.[/] {how}");
            return ExitCode.Interrupted;
        }
    }

    /// <summary>Follows a batch wherever it is worked at.</summary>
    /// <exception cref="UsageException">Nobody works at it, and it has not ended.</exception>
    public static Task<BatchView> FollowAsync(CommandContext context, Desk desk, InstanceId id, Func<Task<BatchView>> follow) => Following.AcrossOwnersAsync(context, desk, async () =>
    {
        await DemandWorkAsync(context, desk, id);
        return await follow();
    });

    /// <summary>The exit code of a batch that has ended.</summary>
    public static int CodeOf(BatchView view) => view switch
    {
        { State: BatchState.Done } => ExitCode.Done,
        { Receipt.Refused: true } => ExitCode.StoppedByPlan,
        _ => ExitCode.Failed,
    };

    /// <summary>Writes one batch.</summary>
    public static void Write(CommandContext context, BatchView view)
    {
        if (context.Json)
        {
            CliJson.Write(context.Terminal, view);
            return;
        }

        BatchText.WriteOne(context.Terminal.Output, view);
        if (view.Failure is { } failure)
        {
            ErrorReport.Write(context.Terminal, failure);
        }
    }

    private static async Task DemandWorkAsync(CommandContext context, Desk desk, InstanceId id)
    {
        if (!desk.IsWorking && await desk.Batches.FindAsync(id, context.Cancellation) is { } idle && !idle.State.HasEnded())
        {
            throw new UsageException("owner.none", $"No process runs batch '{id}'.", $"Go on with it: migrator batch --resume {id}");
        }
    }
}
