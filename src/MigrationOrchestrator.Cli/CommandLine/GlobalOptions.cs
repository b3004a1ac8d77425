using System.CommandLine;

namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>Options of every command.</summary>
internal static class GlobalOptions
{
    /// <summary>The data folder.</summary>
    public static readonly Option<string?> Data = new("--data")
    {
        Description = "The data folder; else MIGRATOR_HOME, else the XDG data folder (~/.local/share/migrator).",
        HelpName = "folder",
        Recursive = true,
    };

    /// <summary>JSON output.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "Answer with JSON on standard output, errors too.", Recursive = true };
}
