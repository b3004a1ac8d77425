using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;

namespace MigrationOrchestrator.Cli.Logging;

/// <summary>Where logs go: everything to the data folder, warnings to standard error too.</summary>
internal static class HostLogging
{
    /// <summary>Replaces the default providers.</summary>
    public static void Configure(ILoggingBuilder logging, DataFolder folder, Terminal terminal)
    {
        DataFolder.MakePrivate(folder.Logs);
        logging.ClearProviders().SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // Its lines name every address that is asked; the steps' own records say the same with route templates.
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Error);
        logging.AddProvider(new JsonLinesProvider(new RollingFile(Path.Combine(folder.Logs, "migrator.jsonl")), TimeProvider.System));
        logging.AddProvider(new WarningProvider(terminal.Error));
    }
}
