using System.CommandLine;
using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands.Batches;

/// <summary><c>migrator batch files</c>: batch files that are saved under a name, for schedules.</summary>
internal static class BatchFileCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The name under which the batch file is saved: 1 to 64 characters of a-z A-Z 0-9 - _ and . inside." };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action) => new("files", "Batch files that are saved under a name, for schedules.") { List(action), Save(action), Show(action), Remove(action) };

    private static DocumentedCommand List(CommandAction action)
    {
        DocumentedCommand command = new("list", "List the saved batch files.", "migrator batch files list");
        action.Set(command, async context =>
        {
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            IReadOnlyList<string> names = await desk.BatchFiles.ListFilesAsync(context.Cancellation);
            if (context.Json)
            {
                CliJson.Write(context.Terminal, names);
                return ExitCode.Done;
            }

            foreach (string name in names)
            {
                context.Terminal.Output.MarkupLineInterpolated($"{name}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Save(CommandAction action)
    {
        DocumentedCommand command = new("save", "Check a batch file and save it, replacing an older one of that name.", "migrator batch files save nightly machines.yaml") { Name };
        Argument<FileInfo> path = new("file") { Description = "The batch file, YAML or JSON." };
        command.Arguments.Add(path);
        action.Set(command, async context =>
        {
            string name = context.Parse.GetValue(Name)!;
            BatchFile file = await BatchCommand.ReadAsync(context.Parse.GetValue(path)!, context.Cancellation);
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            await desk.BatchFiles.SaveFileAsync(name, file, context.Cancellation);
            if (!context.Json)
            {
                context.Terminal.Output.MarkupLineInterpolated($"Saved [bold]{name}[/]. Start it at times with: migrator schedules add NAME --cron '30 2 * * *' --batch-file {name}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Show(CommandAction action)
    {
        DocumentedCommand command = new("show", "Print a saved batch file, as JSON.", "migrator batch files show nightly > machines.json") { Name };
        action.Set(command, async context =>
        {
            string name = context.Parse.GetValue(Name)!;
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            BatchFile file = await desk.BatchFiles.FindFileAsync(name, context.Cancellation) ?? throw Unknown(name);
            using JsonDocument json = JsonDocument.Parse(file.Json);
            CliJson.Write(context.Terminal, json.RootElement);
            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Remove(CommandAction action)
    {
        DocumentedCommand command = new("remove", "Remove a saved batch file; schedules that name it fail from then on, and say so.", "migrator batch files remove nightly") { Name };
        action.Set(command, async context =>
        {
            string name = context.Parse.GetValue(Name)!;
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            return await desk.BatchFiles.RemoveFileAsync(name, context.Cancellation) ? ExitCode.Done : throw Unknown(name);
        });
        return command;
    }

    private static FailureException Unknown(string name)
        => new(new Failure("batch_file.unknown", $"No batch file is saved under the name '{name}'.") { Remedy = "'migrator batch files list' shows all." });
}
