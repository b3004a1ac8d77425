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
        WarningProvider warnings = new(terminal.Error);
        try
        {
            DataFolder.MakePrivate(folder.Logs);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The first line that is dropped says so.
        }

        logging.ClearProviders().SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // Its lines name every address that is asked; the steps' own records say the same with route templates.
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Error);
        string log = Path.Combine(folder.Logs, "migrator.jsonl");
        logging.AddProvider(new JsonLinesProvider(new RollingFile(log), TimeProvider.System, why => warnings.Show(LogLevel.Warning, $"The log '{log}' cannot be written, so lines of it are missing: {why}")));
        logging.AddProvider(warnings);
    }
}
