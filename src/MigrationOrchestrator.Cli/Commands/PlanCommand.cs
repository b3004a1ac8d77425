using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Plans;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary><c>migrator plan</c>: says what a migration would do.</summary>
internal static class PlanCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action)
    {
        DocumentedCommand command = new(
            "plan",
            "Say what a migration would do, and what stands in its way. Changes nothing. Exit code 3 where it cannot run.",
            "migrator plan --from north --machine web-1 --to vcd --catalog images",
            "migrator plan --request request.json --json");
        RequestOptions request = new();
        request.AddTo(command);
        action.Set(command, async context =>
        {
            MigrationRequest asked = request.Read(context.Parse);
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            MigrationPlan plan = await desk.Migrations.PlanAsync(asked, context.Cancellation);
            if (context.Json)
            {
                CliJson.Write(context.Terminal, plan);
            }
            else
            {
                PlanText.Write(context.Terminal.Output, plan);
            }

            return plan.CanRun ? ExitCode.Done : ExitCode.StoppedByPlan;
        });
        return command;
    }
}
