using System.CommandLine;
using System.Text.Json;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Durable.Sqlite;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Json;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary><c>migrator replay</c>: runs this build's orchestrators against a recorded history and says where the two part.</summary>
internal static class ReplayCommand
{
    /// <summary>Histories are bounded to 5,000 events of 32 KiB; what people export is far smaller.</summary>
    private const long LargestFile = 256L << 20;

    private static readonly Argument<string> What = new("id-or-file") { Description = "The migration whose history is replayed, or a file that 'migrator history ID --json' wrote." };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action)
    {
        DocumentedCommand command = new(
            "replay",
            "Run this build's orchestrators against a recorded history, without touching anything, and say where they differ. Exit code 1 where they do.",
            "migrator replay ID",
            "migrator history ID --json > history.json; migrator replay history.json") { What };
        action.Set(command, ReplayAsync);
        return command;
    }

    private static async Task<int> ReplayAsync(CommandContext context)
    {
        IReadOnlyList<HistoryRow> rows = File.Exists(context.Parse.GetValue(What)) ? Read(new FileInfo(context.Parse.GetValue(What)!)) : await FindAsync(context);
        TaskRegistry registry = new TaskRegistry().AddMigrationTasks();
        List<ReplayAnswer> answers = [];
        foreach (IGrouping<InstanceId, HistoryRow> instance in rows.GroupBy(row => row.Instance))
        {
            HistoryExport export = new(instance.Key, [.. instance.OrderBy(row => row.Sequence).Select(row => row.Event)]);
            answers.Add(new ReplayAnswer(instance.Key, export.Events.Count, Replay(registry, export)?.ToTable()));
        }

        Write(context, answers);
        return answers.TrueForAll(answer => answer.Difference is null) ? ExitCode.Done : ExitCode.Failed;
    }

    private static ReplayDifference? Replay(TaskRegistry registry, HistoryExport export)
    {
        try
        {
            return HistoryReplay.FindDifference(registry, export);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or KeyNotFoundException)
        {
            throw new UsageException("history.unknown", wrong.Message, "Export it with: migrator history ID --json");
        }
    }

    private static async Task<IReadOnlyList<HistoryRow>> FindAsync(CommandContext context)
    {
        InstanceId id = InstanceIds.Required(context.Parse.GetValue(What), "id-or-file");
        await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
        IReadOnlyList<HistoryRow> rows = await desk.Migrations.HistoryAsync(id, context.Cancellation);
        return rows.Count > 0 ? rows : throw Follow.Unknown(id);
    }

    private static IReadOnlyList<HistoryRow> Read(FileInfo file)
    {
        try
        {
            return file.Length <= LargestFile
                ? JsonSerializer.Deserialize<IReadOnlyList<HistoryRow>>(File.ReadAllBytes(file.FullName), WebJson.Options) ?? throw new JsonException("it is null")
                : throw new JsonException($"it has {file.Length} bytes");
        }
        catch (JsonException wrong)
        {
            throw new UsageException("history.file", $"'{file.FullName}' holds no history: {wrong.Message}", "Export it with: migrator history ID --json");
        }
    }

    private static void Write(CommandContext context, List<ReplayAnswer> answers)
    {
        if (context.Json)
        {
            CliJson.Write(context.Terminal, answers);
            return;
        }

        foreach (ReplayAnswer answer in answers)
        {
            context.Terminal.Output.MarkupLine($"{(answer.Difference is null ? "[green]same[/]" : "[red]differs[/]")} {Markup.Escape(answer.Instance.Value)}, {Amount.Count(answer.Events)} events");
            if (answer.Difference is { } difference)
            {
                context.Terminal.Output.WriteLine(difference);
            }
        }
    }
}

/// <summary>What <c>migrator replay --json</c> prints for each instance.</summary>
/// <param name="Instance">The migration's own instance or one of its disks'.</param>
/// <param name="Events">How many facts were replayed.</param>
/// <param name="Difference">Recorded against replayed, where they part; null where they do not.</param>
internal sealed record ReplayAnswer(InstanceId Instance, int Events, string? Difference);
