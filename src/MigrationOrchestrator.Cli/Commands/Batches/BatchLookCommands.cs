using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;

namespace MigrationOrchestrator.Cli.Commands.Batches;

/// <summary><c>migrator batch list</c>, <c>status</c> and <c>watch</c>: they change nothing.</summary>
internal static class BatchLookCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The batch." };

    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create(CommandAction action) => [List(action), Status(action), Watch(action)];

    private static DocumentedCommand List(CommandAction action)
    {
        DocumentedCommand command = new("list", "List batches, newest first.", "migrator batch list", "migrator batch list --json");
        Option<string?> after = new("--after") { Description = "Go on where the last page ended.", HelpName = "token" };
        command.Options.Add(after);
        action.Set(command, async context =>
        {
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            BatchPage page = await desk.Batches.ListAsync(new BatchFilter { After = context.Parse.GetValue(after) }, context.Cancellation);
            if (context.Json)
            {
                CliJson.Write(context.Terminal, page);
            }
            else
            {
                BatchText.WriteList(context.Terminal.Output, page);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Status(CommandAction action)
    {
        DocumentedCommand command = new("status", "Show one batch: its waves and its machines.", "migrator batch status spring", "migrator batch status spring --json") { Id };
        action.Set(command, async context =>
        {
            InstanceId id = InstanceIds.Batch(context.Parse.GetValue(Id), "id");
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            FollowedBatch.Write(context, await desk.Batches.FindAsync(id, context.Cancellation) ?? throw Follow.UnknownBatch(id));
            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Watch(CommandAction action)
    {
        DocumentedCommand command = new("watch", "Follow a batch that another process runs. With --json: one line for every change.", "migrator batch watch spring", "migrator batch watch spring --json") { Id };
        action.Set(command, async context =>
        {
            InstanceId id = InstanceIds.Batch(context.Parse.GetValue(Id), "id");
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            return context.Json ? await WatchJsonAsync(context, desk, id) : await FollowedBatch.ToItsEndAsync(context, desk, id);
        });
        return command;
    }

    private static async Task<int> WatchJsonAsync(CommandContext context, Desk desk, InstanceId id)
    {
        Action<BatchView> write = Follow.JsonLines<BatchView>(context.Terminal);
        BatchView last = await FollowedBatch.FollowAsync(context, desk, id, () => Follow.UntilEndedAsync(desk.Batches, id, write, context.Cancellation));
        return FollowedBatch.CodeOf(last);
    }
}
