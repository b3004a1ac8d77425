using System.CommandLine;
using System.Net;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Commands;
using MigrationOrchestrator.Cli.Output;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Demo;

/// <summary><c>migrator emulate</c>: the emulated clouds alone, for anybody's client.</summary>
internal static class EmulateCommand
{
    private static readonly Option<int> OpenStackPort = Port("--openstack-port", "OpenStack's");
    private static readonly Option<int> VCloudPort = Port("--vcloud-port", "vCloud Director's");
    private static readonly Option<FileInfo?> Guest = new("--guest") { Description = $"Seed the OpenStack with a running server '{DemoClouds.ServerName}' that has this disk.", HelpName = "image" };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action)
    {
        DocumentedCommand command = new(
            "emulate",
            "Start an emulated OpenStack and an emulated vCloud Director that speak the real wire protocols; say their endpoints and credentials.",
            "migrator emulate",
            "migrator emulate --openstack-port 5000 --vcloud-port 8443 --guest guest.qcow2 --json");
        command.Options.Add(OpenStackPort);
        command.Options.Add(VCloudPort);
        command.Options.Add(Guest);
        action.Set(command, EmulateAsync);
        return command;
    }

    private static Option<int> Port(string name, string whose)
    {
        Option<int> port = new(name) { Description = $"{whose} port on 127.0.0.1; 0 for a free one.", HelpName = "port" };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && int.TryParse(token.Value, out int number) && number is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
            {
                result.AddError($"{name} takes a number from {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}.");
            }
        });
        return port;
    }

    private static async Task<int> EmulateAsync(CommandContext context)
    {
        await using DemoClouds clouds = await DemoClouds.StartAsync(context.Parse.GetValue(OpenStackPort), context.Parse.GetValue(VCloudPort), context.Cancellation);
        string? server = context.Parse.GetValue(Guest) is { } guest ? await clouds.SeedAsync(guest, context.Cancellation) : null;
        EmulatedClouds answer = EmulatedClouds.Of(clouds, server);
        if (context.Json)
        {
            CliJson.WriteLine(context.Terminal, answer);
        }
        else
        {
            Write(context.Terminal.Output, answer);
        }

        await ServeCommand.UntilInterruptedAsync(context.Cancellation);
        return ExitCode.Done;
    }

    private static void Write(IAnsiConsole console, EmulatedClouds clouds)
    {
        EmulatedOpenStack openStack = clouds.OpenStack;
        console.MarkupLineInterpolated($"[bold]OpenStack[/]       {openStack.AuthUrl}  region {openStack.Region}");
        console.MarkupLineInterpolated($"  user {openStack.User}, password {openStack.Password}, project {openStack.Project}, domain {openStack.Domain}{(openStack.Server is { } server ? $", server {DemoClouds.ServerName} ({server})" : "")}");
        console.MarkupLineInterpolated($"  control {openStack.ControlUrl}, X-Emulator-Key {openStack.ControlKey}");
        EmulatedVCloud vcloud = clouds.VCloud;
        console.MarkupLineInterpolated($"[bold]vCloud Director[/] {vcloud.Endpoint}  organisation {vcloud.Organisation}");
        console.MarkupLineInterpolated($"  user {vcloud.User}, password {vcloud.Password}, vDC {vcloud.Vdc}, catalogue {vcloud.Catalog}");
        console.MarkupLineInterpolated($"  control {vcloud.ControlUrl}, X-Emulator-Key {vcloud.ControlKey}");
        console.MarkupLine("Ctrl-C stops both; what they hold goes with them.");
    }
}
