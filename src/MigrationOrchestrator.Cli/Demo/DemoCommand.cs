using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Commands;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Receipts;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Demo;

/// <summary><c>migrator demo</c>: moves a real guest between two emulated clouds and proves what arrived.</summary>
internal static class DemoCommand
{
    private const string Source = "demo-openstack";
    private const string Target = "demo-vcloud";

    private static readonly Option<FileInfo> Guest = new Option<FileInfo>("--guest") { Description = "The disk of the server that is moved; infra/local/make-guest builds one.", Required = true, HelpName = "image" }.AcceptExistingOnly();
    private static readonly Option<bool> Boot = new("--boot") { Description = "Boot the delivered disk with QEMU and show the guest's own marker line." };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action)
    {
        DocumentedCommand command = new("demo", "Move a server from an emulated OpenStack to an emulated vCloud Director, and prove that what arrived is what left.", "infra/local/demo --boot", "migrator demo --guest guest.qcow2 --boot");
        command.Options.Add(Guest);
        command.Options.Add(Boot);
        action.Set(command, DemoAsync);
        return command;
    }

    private static async Task<int> DemoAsync(CommandContext context)
    {
        IAnsiConsole output = context.Terminal.Output;
        FileInfo guest = context.Parse.GetValue(Guest)!;
        await using DemoClouds clouds = await DemoClouds.StartAsync(0, 0, context.Cancellation);
        string server = await clouds.SeedAsync(guest, context.Cancellation);
        output.MarkupLineInterpolated($"Emulated OpenStack at {clouds.OpenStack.AuthUrl} with the running server {DemoClouds.ServerName} ({server})");
        output.MarkupLineInterpolated($"Emulated vCloud Director at {clouds.VCloud.Endpoint} with the catalogue {clouds.Organisation.Catalogs[0].Name}");

        await using Desk desk = await Desk.OpenAsync(context, DeskUse.Work);
        foreach ((Cloud cloud, string password) in clouds.Registrations(Source, Target))
        {
            await desk.Clouds.RegisterAsync(cloud, DemoClouds.Secrets(password), context.Cancellation);
        }

        MigrationRequest request = new(
            new MachineRef(CloudName.Parse(Source), DemoClouds.ServerName),
            new TargetPlace(CloudName.Parse(Target)) { Catalog = clouds.Organisation.Catalogs[0].Name });
        InstanceId id = await desk.Migrations.StartAsync(request, null, context.Cancellation);
        int code = await FollowedMigration.ToItsEndAsync(context, desk, id);
        if (code != ExitCode.Done || await desk.Migrations.FindReceiptAsync(id, context.Cancellation) is not { Outcome: MigrationOutcome.Delivered } receipt)
        {
            return code == ExitCode.Done ? ExitCode.Failed : code;
        }

        return await new DemoProofs(context, clouds, guest).ShowAsync(desk.Folder, receipt, context.Parse.GetValue(Boot)) ? ExitCode.Done : ExitCode.Failed;
    }
}
