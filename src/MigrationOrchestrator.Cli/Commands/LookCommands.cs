using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary><c>migrator list</c>, <c>status</c>, <c>watch</c> and <c>history</c>: they change nothing.</summary>
internal static class LookCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The migration." };
    private static readonly Option<bool> Verify = new("--verify") { Description = "Check the stored histories against their hash chain instead (engine:chainHistory). Exit code 1 where one does not fit, 2 where there is none to check." };

    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create(CommandAction action) => [List(action), Status(action), Watch(action), History(action)];

    private static DocumentedCommand List(CommandAction action)
    {
        DocumentedCommand command = new("list", "List migrations, newest first.", "migrator list", "migrator list --status failed --cloud vcd --json");
        Option<MigrationState?> status = new("--status") { Description = "Only this state." };
        Option<string?> cloud = new("--cloud") { Description = "Only from or to this cloud.", HelpName = "cloud" };
        Option<int> limit = new("--limit") { Description = "At most this many; 1 to 200.", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && int.TryParse(token.Value, out int number) && number is < 1 or > 200)
            {
                result.AddError("--limit takes a number from 1 to 200.");
            }
        });
        Option<string?> after = new("--after") { Description = "Go on where the last page ended.", HelpName = "token" };
        foreach (Option option in new Option[] { status, cloud, limit, after })
        {
            command.Options.Add(option);
        }

        action.Set(command, async context =>
        {
            MigrationFilter filter = new() { State = context.Parse.GetValue(status), Cloud = context.Parse.GetValue(cloud), Limit = context.Parse.GetValue(limit), After = context.Parse.GetValue(after) };
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            MigrationPage page = await desk.Migrations.ListAsync(filter, context.Cancellation);
            if (context.Json)
            {
                CliJson.Write(context.Terminal, page);
            }
            else
            {
                MigrationText.WriteList(context.Terminal.Output, page);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Status(CommandAction action)
    {
        DocumentedCommand command = new("status", "Show one migration: where it stands, its plan, its steps with times, its receipt.", "migrator status ID", "migrator status ID --json") { Id };
        action.Set(command, async context =>
        {
            InstanceId id = InstanceIds.Required(context.Parse.GetValue(Id), "id");
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            MigrationView view = await desk.Migrations.FindAsync(id, context.Cancellation) ?? throw Follow.Unknown(id);
            if (context.Json)
            {
                CliJson.Write(context.Terminal, view);
            }
            else
            {
                MigrationText.WriteOne(context.Terminal.Output, view);
                if (view.Failure is { } failure)
                {
                    ErrorReport.Write(context.Terminal, failure);
                }
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Watch(CommandAction action)
    {
        DocumentedCommand command = new("watch", "Follow a migration that another process runs. With --json: one line for every change.", "migrator watch ID") { Id };
        action.Set(command, async context =>
        {
            InstanceId id = InstanceIds.Required(context.Parse.GetValue(Id), "id");
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            return context.Json ? await WatchJsonAsync(context, desk, id) : await FollowedMigration.ToItsEndAsync(context, desk, id);
        });
        return command;
    }

    private static async Task<int> WatchJsonAsync(CommandContext context, Desk desk, InstanceId id)
    {
        Action<MigrationView> write = Follow.JsonLines<MigrationView>(context.Terminal);
        MigrationView last = await FollowedMigration.FollowAsync(context, desk, id, () => Follow.UntilEndedAsync(desk.Migrations, id, write, context.Cancellation));
        return FollowedMigration.CodeOf(last.State);
    }

    private static DocumentedCommand History(CommandAction action)
    {
        DocumentedCommand command = new("history", "Show every fact of a migration's history and its disks' histories.", "migrator history ID", "migrator history ID --json", "migrator history ID --verify") { Id };
        command.Options.Add(Verify);
        action.Set(command, async context =>
        {
            InstanceId id = InstanceIds.Required(context.Parse.GetValue(Id), "id");
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            IReadOnlyList<HistoryRow> rows = await desk.Migrations.HistoryAsync(id, context.Cancellation);
            if (rows.Count == 0)
            {
                throw Follow.Unknown(id);
            }

            if (context.Parse.GetValue(Verify))
            {
                return await HistoryCheck.ShowAsync(context, desk.Folder, [.. rows.Select(row => row.Instance).Distinct()]);
            }

            if (context.Json)
            {
                CliJson.Write(context.Terminal, rows);
            }
            else
            {
                HistoryText.Write(context.Terminal.Output, rows);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
