using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Sweeping;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary><c>migrator sweep</c>: finds what migrations left behind, and removes it where that is asked for.</summary>
internal static class SweepCommand
{
    private static readonly Option<string?> In = new("--cloud") { Description = "Only this cloud, and not staging.", HelpName = "cloud" };
    private static readonly Option<double?> OlderThan = new("--older-than") { Description = "Only what belongs to migrations that ended at least so many hours ago.", HelpName = "hours" };
    private static readonly Option<bool> Unknown = new("--unknown") { Description = "With --yes: also what belongs to migrations that this data folder does not know. Make sure that no other host runs them." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only list; this is so unless --yes is given." };
    private static readonly Option<bool> Yes = new("--yes") { Description = "Remove what is listed as left behind." };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action)
    {
        DocumentedCommand command = new(
            "sweep",
            "List what migrations that have ended left behind in clouds and in staging, and remove it with --yes. What a running migration owns and what was delivered is never touched. Exit code 1 where a cloud could not be asked or something could not be removed.",
            "migrator sweep",
            "migrator sweep --cloud north --older-than 24 --yes");
        foreach (Option option in new Option[] { In, OlderThan, Unknown, DryRun, Yes })
        {
            command.Options.Add(option);
        }

        OlderThan.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && double.TryParse(token.Value, System.Globalization.CultureInfo.InvariantCulture, out double hours) && hours is not (>= 0 and <= 87_600))
            {
                result.AddError("--older-than takes hours from 0 to 87600.");
            }
        });
        action.Set(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context)
    {
        CloudName? only = context.Parse.GetValue(In) is { } text ? CloudName.Parse(text) : null;
        SweepFilter filter = new() { Cloud = only, OlderThan = context.Parse.GetValue(OlderThan) is { } hours ? TimeSpan.FromHours(hours) : null };
        await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);

        // Clouds and staging are reached from here, whoever runs the engine; who owns what is asked of whoever does.
        await using ServiceProvider services = Composition.ForLooking(desk.Folder, MigratorConfiguration.Load(desk.Folder)).BuildServiceProvider();
        if (only is { } named)
        {
            await services.GetRequiredService<CloudPorts>().GetAsync(named, context.Cancellation);
        }

        Sweep sweep = services.GetRequiredService<Sweep>();
        List<SweepProblem> problems = [];
        List<SweepItem> items = await sweep.FindAsync(desk.Migrations, filter, (cloud, failure) => problems.Add(new SweepProblem(cloud, failure)), context.Cancellation).ToListAsync(context.Cancellation);
        if (context.Parse.GetValue(Yes) && !context.Parse.GetValue(DryRun))
        {
            for (int index = 0; index < items.Count; index++)
            {
                if (items[index].Verdict == SweepVerdict.Remove || (items[index].Verdict == SweepVerdict.Unknown && context.Parse.GetValue(Unknown)))
                {
                    items[index] = await sweep.RemoveAsync(desk.Migrations, items[index], context.Cancellation);
                }
            }
        }

        SweepText.Write(context, new SweepAnswer(items, problems));
        return problems.Count > 0 || items.Exists(item => item.Problem is not null) ? ExitCode.Failed : ExitCode.Done;
    }
}
