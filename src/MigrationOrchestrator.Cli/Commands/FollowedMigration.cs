using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary>Shows a migration to its end, writes its receipt and chooses the exit code.</summary>
internal static class FollowedMigration
{
    /// <summary>Follows a migration; interrupted, it says how to go on.</summary>
    public static async Task<int> ToItsEndAsync(CommandContext context, Desk desk, InstanceId id)
    {
        MigrationView view;
        try
        {
            if (!context.Json)
            {
                context.Terminal.Error.MarkupLineInterpolated($"Migration [bold]{id}[/]");
            }

            view = await FollowAsync(context, desk, id, () => context.Json
                ? Follow.UntilEndedAsync(desk.Migrations, id, _ => { }, context.Cancellation)
                : LiveProgress.FollowAsync(context.Terminal, desk.Migrations, id, context.Cancellation));
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            SayHowToGoOn(context, desk, id);
            return ExitCode.Interrupted;
        }

        string? receipt = await WriteReceiptAsync(context, desk, id);
        Write(context, view, receipt);
        return CodeOf(view.State);
    }

    /// <summary>Follows a migration wherever it is worked at.</summary>
    /// <exception cref="UsageException">Nobody works at it, and it has not ended.</exception>
    public static Task<MigrationView> FollowAsync(CommandContext context, Desk desk, InstanceId id, Func<Task<MigrationView>> follow) => Following.AcrossOwnersAsync(context, desk, async () =>
    {
        await DemandWorkAsync(context, desk, id);
        return await follow();
    });

    /// <summary>The exit code of a state.</summary>
    public static int CodeOf(MigrationState state) => state switch
    {
        MigrationState.Done => ExitCode.Done,
        MigrationState.Stopped => ExitCode.StoppedByPlan,
        _ => ExitCode.Failed,
    };

    private static void SayHowToGoOn(CommandContext context, Desk desk, InstanceId id)
    {
        string how = desk.IsRemote
            ? $"The migration goes on in the process that serves the data folder; look at it again with: migrator watch {id}"
            : $"The migration is kept. It goes on where it was with: migrator run --resume {id} (or migrator serve)";
        context.Terminal.Error.MarkupLineInterpolated($"[yellow]Interrupted.[/] {how}");
    }

    private static void Write(CommandContext context, MigrationView view, string? receipt)
    {
        if (context.Json)
        {
            CliJson.Write(context.Terminal, view);
            return;
        }

        IAnsiConsole output = context.Terminal.Output;
        MigrationText.WriteOne(output, view with { Plan = view.State == MigrationState.Stopped ? view.Plan : null });
        if (view.Failure is { } failure)
        {
            ErrorReport.Write(context.Terminal, failure);
        }

        if (view.State == MigrationState.Blocked)
        {
            output.MarkupLine("Its history does not match this build; a build that matches goes on with it.");
        }

        if (receipt is not null)
        {
            output.MarkupLineInterpolated($"Receipt: {receipt}");
        }
    }

    private static async Task<string?> WriteReceiptAsync(CommandContext context, Desk desk, InstanceId id)
    {
        if (await Following.AcrossOwnersAsync(context, desk, () => desk.Migrations.FindReceiptAsync(id, context.Cancellation)) is not { } receipt)
        {
            return null;
        }

        DataFolder.MakePrivate(desk.Folder.Receipts);
        string path = Path.Combine(desk.Folder.Receipts, $"{receipt.Id}.json");
        await DataFolder.ReplaceAsync(path, CliJson.Bytes(receipt), context.Cancellation);
        return path;
    }

    private static async Task DemandWorkAsync(CommandContext context, Desk desk, InstanceId id)
    {
        if (!desk.IsWorking && await desk.Migrations.FindProgressAsync(id, context.Cancellation) is { } idle && !idle.State.HasEnded())
        {
            throw new UsageException("owner.none", $"No process runs migration '{id}'.", $"Go on with it: migrator run --resume {id}");
        }
    }
}
