using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary><c>migrator run</c>: moves a machine and shows how it goes.</summary>
internal static class RunCommand
{
    private static readonly Option<string?> Id = new("--id") { Description = "The migration's id; else a fresh one.", HelpName = "id" };
    private static readonly Option<string?> Resume = new("--resume") { Description = "Go on with a migration that was interrupted, instead of starting one.", HelpName = "id" };
    private static readonly Option<bool> Detach = new("--detach") { Description = "Start it at the process that serves the data folder, and return at once." };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action)
    {
        DocumentedCommand command = new(
            "run",
            "Move one machine and show how it goes. Interrupted or killed, it goes on with --resume.",
            "migrator run --from north --machine web-1 --to vcd --catalog images",
            "migrator run --from north --machine web-1 --to vcd --catalog images --deploy --power-on --approval",
            "migrator run --resume 0197f0c2a4b87d0c9f6e0a5b3c2d1e0f");
        RequestOptions request = new();
        request.AddTo(command);
        command.Options.Add(Id);
        command.Options.Add(Resume);
        command.Options.Add(Detach);
        action.Set(command, context => RunAsync(context, request));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, RequestOptions request)
    {
        InstanceId? resumed = InstanceIds.Optional(context.Parse.GetValue(Resume), "--resume");
        InstanceId? chosen = InstanceIds.Optional(context.Parse.GetValue(Id), "--id");
        MigrationRequest? asked = resumed is null ? request.Read(context.Parse) : null;
        if (resumed is not null)
        {
            request.RefuseBeside(context.Parse, Resume.Name);
        }

        await using Desk desk = await Desk.OpenAsync(context, DeskUse.Work);
        bool detached = context.Parse.GetValue(Detach);
        if (detached)
        {
            Following.DemandService(desk, "migration");
        }

        InstanceId id = resumed ?? await desk.Migrations.StartAsync(asked!, chosen, context.Cancellation);
        if (detached)
        {
            Started(context, id);
            return ExitCode.Done;
        }

        return await FollowedMigration.ToItsEndAsync(context, desk, id);
    }

    private static void Started(CommandContext context, InstanceId id)
    {
        if (context.Json)
        {
            CliJson.WriteLine(context.Terminal, new StartedAnswer(id.Value));
        }
        else
        {
            context.Terminal.Output.MarkupLineInterpolated($"Started [bold]{id}[/]. Watch it with: migrator watch {id}");
        }
    }
}
