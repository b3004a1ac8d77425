using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Remote;
using MigrationOrchestrator.Durable;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary>Follows work whose owner may change meanwhile: a command that owns the data folder ends with its own work, and the others' goes on.</summary>
internal static class Following
{
    /// <summary>Follows something to its end.</summary>
    /// <param name="context">The command.</param>
    /// <param name="desk">The desks; opened anew where their owner goes.</param>
    /// <param name="follow">Follows it at the desk's present owner.</param>
    public static async Task<TView> AcrossOwnersAsync<TView>(CommandContext context, Desk desk, Func<Task<TView>> follow)
    {
        while (true)
        {
            try
            {
                return await follow();
            }
            catch (FailureException gone) when (desk.IsRemote && gone.Failure.Code == OwnerConnection.Unreachable)
            {
                await desk.ReopenAsync();
                if (desk is { IsRemote: false, IsWorking: true } && !context.Json)
                {
                    context.Terminal.Error.MarkupLine("The process that did the work has ended; it goes on in this one.");
                }
            }
        }
    }

    /// <summary>Refuses to leave work to a process that ends with its own.</summary>
    /// <exception cref="UsageException">Nobody would do it to its end.</exception>
    public static void DemandService(Desk desk, string work)
    {
        if (!desk.IsServed)
        {
            string why = desk.IsRemote ? "The process that owns this data folder ends with its own command" : "No process serves this data folder";
            throw new UsageException("owner.none", $"{why}, so nobody would run the {work}.", "Start 'migrator serve' first, or leave --detach out.");
        }
    }
}
