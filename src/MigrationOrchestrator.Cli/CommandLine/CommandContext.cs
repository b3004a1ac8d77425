using System.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;

namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>What every command has at hand.</summary>
/// <param name="Parse">The parsed command line.</param>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Cancellation">Fires when the user interrupts.</param>
internal sealed record CommandContext(ParseResult Parse, Terminal Terminal, CancellationToken Cancellation)
{
    /// <summary>Whether the answer is JSON on standard output and nothing else is.</summary>
    public bool Json => Parse.GetValue(GlobalOptions.Json);

    /// <summary>The data folder that the command line, the environment or the platform names; made where it is missing.</summary>
    public DataFolder OpenDataFolder() => DataFolder.Open(Parse.GetValue(GlobalOptions.Data));
}
