using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Conversion.Feeds;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Cli.Images;

/// <summary><c>migrator convert-feed</c>: what a migration runs in its sandbox; people convert files with <c>migrator convert</c>.</summary>
internal static class FeedCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action)
    {
        DocumentedCommand command = new("convert-feed", "Convert what a migration's host feeds through a socket; not for people.", "migrator convert-feed --json /job/input") { Hidden = true };
        Argument<string> address = new("address") { Description = "The feed's socket." };
        command.Arguments.Add(address);
        action.Set(command, async context =>
        {
            // One line: the host reads the last line of standard output.
            context.Terminal.Raw.WriteLine(DurableJson.Serialize(await FedConverter.RunAsync(context.Parse.GetRequiredValue(address), context.Cancellation)));
            return ExitCode.Done;
        });
        return command;
    }
}
