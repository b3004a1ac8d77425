using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary><c>migrator approve</c>, <c>cancel</c>, <c>suspend</c>, <c>resume</c> and <c>retry</c>.</summary>
internal static class ControlCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The migration." };
    /// <summary>Why something is done.</summary>
    internal static readonly Option<string> Reason = new("--reason") { Description = "Kept in the history; never a secret.", DefaultValueFactory = _ => $"Asked for by {Environment.UserName}.", HelpName = "text" };
    private static readonly Option<bool> Detach = new("--detach") { Description = "Return at once; another process serves the data folder." };

    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create(CommandAction action) =>
    [
        Approve(action),
        Cancel(action),
        Simple(action, "suspend", "Hold a migration; running steps end first.", (migrations, id, reason, cancellation) => migrations.SuspendAsync(id, reason, cancellation)),
        Simple(action, "resume", "Let a held migration go on.", (migrations, id, reason, cancellation) => migrations.ResumeAsync(id, reason, cancellation)),
        Retry(action),
    ];

    private static DocumentedCommand Approve(CommandAction action)
    {
        DocumentedCommand command = new("approve", "Let a migration that waits after planning go on, or refuse it.", "migrator approve ID", "migrator approve ID --refuse") { Id };
        Option<bool> refuse = new("--refuse") { Description = "Refuse it: it stops without having changed anything." };
        command.Options.Add(refuse);
        action.Set(command, async context =>
        {
            Approval approval = new(!context.Parse.GetValue(refuse), Environment.UserName);
            return await CommandAsync(context, (migrations, id) => migrations.ApproveAsync(id, approval, context.Cancellation));
        });
        return command;
    }

    private static DocumentedCommand Simple(CommandAction action, string name, string description, Func<IMigrations, InstanceId, string, CancellationToken, Task<CommandResult>> act)
    {
        DocumentedCommand command = new(name, description, $"migrator {name} ID", $"migrator {name} ID --reason 'maintenance'") { Id };
        command.Options.Add(Reason);
        action.Set(command, context => CommandAsync(context, (migrations, id) => act(migrations, id, context.Parse.GetValue(Reason)!, context.Cancellation)));
        return command;
    }

    private static DocumentedCommand Cancel(CommandAction action)
    {
        DocumentedCommand command = new("cancel", "Stop a migration and remove what it created; waits until that is done.", "migrator cancel ID", "migrator cancel ID --detach") { Id };
        Option<bool> now = new("--now") { Description = "Stop at once and remove nothing." };
        command.Options.Add(Reason);
        command.Options.Add(now);
        command.Options.Add(Detach);
        action.Set(command, async context =>
        {
            InstanceId id = InstanceIds.Required(context.Parse.GetValue(Id), "id");
            string reason = context.Parse.GetValue(Reason)!;
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Work, id);
            CommandResult result = context.Parse.GetValue(now)
                ? await desk.Migrations.TerminateAsync(id, reason, context.Cancellation)
                : await desk.Migrations.CancelAsync(id, reason, context.Cancellation);
            await CheckAsync(desk.Migrations, id, result, context.Cancellation);
            if (context.Parse.GetValue(now) || context.Parse.GetValue(Detach))
            {
                return Taken(context, id);
            }

            int code = await FollowedMigration.ToItsEndAsync(context, desk, id);
            bool cancelled = (await desk.Migrations.FindAsync(id, context.Cancellation))?.State == MigrationState.Cancelled;
            return cancelled ? ExitCode.Done : code;
        });
        return command;
    }

    private static DocumentedCommand Retry(CommandAction action)
    {
        DocumentedCommand command = new("retry", "Start a failed, stopped or cancelled migration again, under a new id, and show how it goes.", "migrator retry ID") { Id };
        command.Options.Add(Detach);
        action.Set(command, async context =>
        {
            InstanceId id = InstanceIds.Required(context.Parse.GetValue(Id), "id");
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Work);
            bool detached = context.Parse.GetValue(Detach);
            if (detached)
            {
                Following.DemandService(desk, "migration");
            }

            if (await desk.Migrations.RetryAsync(id, context.Cancellation) is not { } again)
            {
                await CheckAsync(desk.Migrations, id, CommandResult.NotAllowed, context.Cancellation);
                return ExitCode.Failed;
            }

            return detached ? Taken(context, again) : await FollowedMigration.ToItsEndAsync(context, desk, again);
        });
        return command;
    }

    private static async Task<int> CommandAsync(CommandContext context, Func<IMigrations, InstanceId, Task<CommandResult>> act)
    {
        InstanceId id = InstanceIds.Required(context.Parse.GetValue(Id), "id");
        await using Desk desk = await Desk.OpenAsync(context, DeskUse.Work, id);
        await CheckAsync(desk.Migrations, id, await act(desk.Migrations, id), context.Cancellation);
        if (!desk.IsRemote)
        {
            context.Terminal.Error.MarkupLineInterpolated($"No process serves the data folder; go on with: migrator run --resume {id}");
        }

        return Taken(context, id);
    }

    private static async Task CheckAsync(IMigrations migrations, InstanceId id, CommandResult result, CancellationToken cancellation)
    {
        if (result == CommandResult.Accepted)
        {
            return;
        }

        MigrationView view = await migrations.FindAsync(id, cancellation) ?? throw Follow.Unknown(id);
        throw new FailureException(new Failure("migration.not_allowed", $"Migration '{id}' is {view.State}; that does not allow it.")
        {
            Remedy = view.State switch
            {
                MigrationState.Done => $"It has arrived, so there is nothing left to do; its receipt: migrator status {id}",
                { } state when state.HasEnded() => $"It has ended; start it again with: migrator retry {id}",
                _ => $"Look at it: migrator status {id}",
            },
        });
    }

    /// <summary>Says that a command was taken.</summary>
    internal static int Taken(CommandContext context, InstanceId id)
    {
        if (context.Json)
        {
            CliJson.WriteLine(context.Terminal, new StartedAnswer(id.Value));
        }
        else
        {
            context.Terminal.Output.MarkupLineInterpolated($"Taken: {id}");
        }

        return ExitCode.Done;
    }
}
