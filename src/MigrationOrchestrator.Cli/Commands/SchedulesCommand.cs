using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Schedules;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary><c>migrator schedules</c>: when saved batch files are started.</summary>
internal static class SchedulesCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The schedule: 1 to 24 characters of a-z A-Z 0-9 - _." };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action) => new("schedules", "When saved batch files are started; 'migrator serve' starts them.")
    {
        List(action),
        Add(action),
        Switch(action, "enable", "Let a schedule start batches again, from now on.", true),
        Switch(action, "disable", "Let a schedule start nothing, until it is enabled.", false),
        Remove(action),
        Next(action),
    };

    private static DocumentedCommand List(CommandAction action)
    {
        DocumentedCommand command = new("list", "List the schedules with their next slot and what became of the last.", "migrator schedules list --json");
        action.Set(command, async context =>
        {
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            IReadOnlyList<ScheduleView> views = await desk.Schedules.ListAsync(context.Cancellation);
            if (context.Json)
            {
                CliJson.Write(context.Terminal, views);
            }
            else
            {
                ScheduleText.WriteList(context.Terminal.Output, views);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Add(CommandAction action)
    {
        DocumentedCommand command = new(
            "add",
            "Make a schedule, or replace the one of that name.",
            "migrator schedules add nightly --cron '30 2 * * *' --zone Europe/Berlin --batch-file machines",
            "migrator schedules add weekly --cron '0 22 * * 5' --batch-file machines --missed skip") { Name };
        Option<string> cron = new("--cron") { Description = "Minute, hour, day of the month, month, day of the week.", Required = true, HelpName = "fields" };
        Option<string> zone = new("--zone") { Description = "The time zone that --cron is read in.", DefaultValueFactory = _ => "UTC", HelpName = "name" };
        Option<string> file = new("--batch-file") { Description = "The name of a saved batch file.", Required = true, HelpName = "name" };
        Option<MissedRuns> missed = new("--missed") { Description = "What becomes of slots while no host ran: skip them, start the latest, or start all.", DefaultValueFactory = _ => MissedRuns.Latest };
        foreach (Option option in new Option[] { cron, zone, file, missed })
        {
            command.Options.Add(option);
        }

        action.Set(command, context => SaveAsync(context, _ => new ScheduleDefinition(context.Parse.GetValue(cron)!, context.Parse.GetValue(file)!) { TimeZone = context.Parse.GetValue(zone)!, MissedRuns = context.Parse.GetValue(missed) }));
        return command;
    }

    private static DocumentedCommand Switch(CommandAction action, string name, string description, bool enabled)
    {
        DocumentedCommand command = new(name, description, $"migrator schedules {name} nightly") { Name };
        action.Set(command, context => SaveAsync(context, earlier => (earlier ?? throw Unknown(context.Parse.GetValue(Name)!)).Definition with { Enabled = enabled }));
        return command;
    }

    private static DocumentedCommand Remove(CommandAction action)
    {
        DocumentedCommand command = new("remove", "Remove a schedule; batches that it started go on.", "migrator schedules remove nightly") { Name };
        action.Set(command, async context =>
        {
            string name = context.Parse.GetValue(Name)!;
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            return await desk.Schedules.RemoveAsync(name, context.Cancellation) ? ExitCode.Done : throw Unknown(name);
        });
        return command;
    }

    private static DocumentedCommand Next(CommandAction action)
    {
        DocumentedCommand command = new("next", "Show the next slots of a schedule, in UTC.", "migrator schedules next nightly --count 10") { Name };
        Option<int> count = new("--count") { Description = $"How many; 1 to {ScheduleLimits.Slots}.", DefaultValueFactory = _ => 5 };
        command.Options.Add(count);
        action.Set(command, async context =>
        {
            string name = context.Parse.GetValue(Name)!;
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            IReadOnlyList<DateTimeOffset> slots = await desk.Schedules.NextSlotsAsync(name, Math.Clamp(context.Parse.GetValue(count), 1, ScheduleLimits.Slots), context.Cancellation) ?? throw Unknown(name);
            if (context.Json)
            {
                CliJson.Write(context.Terminal, slots);
                return ExitCode.Done;
            }

            foreach (DateTimeOffset slot in slots)
            {
                context.Terminal.Output.MarkupLineInterpolated($"{Amount.Time(slot)}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> SaveAsync(CommandContext context, Func<ScheduleView?, ScheduleDefinition> make)
    {
        string name = context.Parse.GetValue(Name)!;
        await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
        ScheduleView view = await desk.Schedules.SaveAsync(name, make(await desk.Schedules.FindAsync(name, context.Cancellation)), context.Cancellation);
        if (context.Json)
        {
            CliJson.Write(context.Terminal, view);
            return ExitCode.Done;
        }

        ScheduleText.WriteList(context.Terminal.Output, [view]);
        if (!desk.IsRemote)
        {
            context.Terminal.Error.MarkupLine("No process serves the data folder; schedules start batches while 'migrator serve' runs.");
        }

        return ExitCode.Done;
    }

    private static FailureException Unknown(string name) => new(new Failure("schedule.unknown", $"There is no schedule '{name}'.") { Remedy = "'migrator schedules list' shows all." });
}
