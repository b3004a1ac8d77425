using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Status;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands.Batches;

/// <summary><c>migrator batch approve</c>, <c>cancel</c>, <c>suspend</c>, <c>resume</c> and <c>retry</c>.</summary>
internal static class BatchControlCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The batch." };

    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create(CommandAction action) =>
    [
        Approve(action),
        Cancel(action),
        Simple(action, "suspend", "Hold a batch and its machines; running steps end first.", (batches, id, reason, cancellation) => batches.SuspendAsync(id, reason, cancellation)),
        Simple(action, "resume", "Let a held batch and its machines go on.", (batches, id, reason, cancellation) => batches.ResumeAsync(id, reason, cancellation)),
        Retry(action),
    ];

    private static DocumentedCommand Approve(CommandAction action)
    {
        DocumentedCommand command = new("approve", "Let a batch that waits before a wave go on, or refuse it.", "migrator batch approve spring", "migrator batch approve spring --refuse") { Id };
        Option<bool> refuse = new("--refuse") { Description = "Refuse it: the batch ends, and what arrived stays." };
        command.Options.Add(refuse);
        action.Set(command, context =>
        {
            Approval approval = new(!context.Parse.GetValue(refuse), Environment.UserName);
            return CommandAsync(context, (batches, id) => batches.ApproveAsync(id, approval, context.Cancellation));
        });
        return command;
    }

    private static DocumentedCommand Simple(CommandAction action, string name, string description, Func<IBatches, InstanceId, string, CancellationToken, Task<CommandResult>> act)
    {
        DocumentedCommand command = new(name, description, $"migrator batch {name} spring", $"migrator batch {name} spring --reason 'maintenance'") { Id };
        command.Options.Add(ControlCommands.Reason);
        action.Set(command, context => CommandAsync(context, (batches, id) => act(batches, id, context.Parse.GetValue(ControlCommands.Reason)!, context.Cancellation)));
        return command;
    }

    private static DocumentedCommand Cancel(CommandAction action)
    {
        DocumentedCommand command = new("cancel", "Stop a batch: machines on their way are cancelled and cleaned up, those that arrived stay; waits until that is done.", "migrator batch cancel spring", "migrator batch cancel spring --detach") { Id };
        Option<bool> now = new("--now") { Description = "Stop it and its machines at once and remove nothing." };
        command.Options.Add(ControlCommands.Reason);
        command.Options.Add(now);
        command.Options.Add(BatchCommand.Detach);
        action.Set(command, async context =>
        {
            InstanceId id = InstanceIds.Batch(context.Parse.GetValue(Id), "id");
            string reason = context.Parse.GetValue(ControlCommands.Reason)!;
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Work);
            CommandResult result = context.Parse.GetValue(now)
                ? await desk.Batches.TerminateAsync(id, reason, context.Cancellation)
                : await desk.Batches.CancelAsync(id, reason, context.Cancellation);
            await CheckAsync(desk.Batches, id, result, context.Cancellation);
            if (context.Parse.GetValue(now) || context.Parse.GetValue(BatchCommand.Detach))
            {
                return ControlCommands.Taken(context, id);
            }

            int code = await FollowedBatch.ToItsEndAsync(context, desk, id);
            return code != ExitCode.Interrupted && (await desk.Batches.FindAsync(id, context.Cancellation))?.State == BatchState.Cancelled ? ExitCode.Done : code;
        });
        return command;
    }

    private static DocumentedCommand Retry(CommandAction action)
    {
        DocumentedCommand command = new("retry", "Start the machines of an ended batch that did not arrive again, as a new batch, and show how it goes.", "migrator batch retry spring", "migrator batch retry spring --detach") { Id };
        command.Options.Add(BatchCommand.Detach);
        action.Set(command, async context =>
        {
            InstanceId id = InstanceIds.Batch(context.Parse.GetValue(Id), "id");
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Work);
            bool detached = context.Parse.GetValue(BatchCommand.Detach);
            if (detached)
            {
                Following.DemandService(desk, "batch");
            }

            if (await desk.Batches.RetryAsync(id, context.Cancellation) is not { } again)
            {
                await CheckAsync(desk.Batches, id, CommandResult.NotAllowed, context.Cancellation);
                return ExitCode.Failed;
            }

            return detached ? BatchCommand.Started(context, again) : await FollowedBatch.ToItsEndAsync(context, desk, again);
        });
        return command;
    }

    private static async Task<int> CommandAsync(CommandContext context, Func<IBatches, InstanceId, Task<CommandResult>> act)
    {
        InstanceId id = InstanceIds.Batch(context.Parse.GetValue(Id), "id");
        await using Desk desk = await Desk.OpenAsync(context, DeskUse.Work);
        await CheckAsync(desk.Batches, id, await act(desk.Batches, id), context.Cancellation);
        if (!desk.IsRemote)
        {
            context.Terminal.Error.MarkupLineInterpolated($"No process serves the data folder; go on with: migrator batch --resume {id}");
        }

        return ControlCommands.Taken(context, id);
    }

    private static async Task CheckAsync(IBatches batches, InstanceId id, CommandResult result, CancellationToken cancellation)
    {
        if (result == CommandResult.Accepted)
        {
            return;
        }

        BatchView view = await batches.FindAsync(id, cancellation) ?? throw Follow.UnknownBatch(id);
        throw new FailureException(new Failure("batch.not_allowed", $"Batch '{id}' is {view.State}; that does not allow it.")
        {
            Remedy = view.State.HasEnded() ? $"It has ended; start what did not arrive again with: migrator batch retry {id}" : $"Look at it: migrator batch status {id}",
        });
    }
}
