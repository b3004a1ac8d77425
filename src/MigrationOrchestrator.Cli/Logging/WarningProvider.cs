using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Logging;

/// <summary>Shows warnings and errors on standard error, a line each; the log has the rest.</summary>
/// <param name="console">Standard error; it keeps live progress below what is written.</param>
internal sealed class WarningProvider(IAnsiConsole console) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new WarningLogger(this);

    /// <summary>Shows one line; where standard error itself cannot be written, nobody is told.</summary>
    public void Show(LogLevel level, string message)
    {
        try
        {
            string colour = level == LogLevel.Warning ? "yellow" : "red";
            console.MarkupLine($"[{colour}]{level}[/] {Markup.Escape(message)}");
        }
        catch (IOException)
        {
            // A log never ends a command.
        }
    }

    public void Dispose()
    {
    }

    private sealed class WarningLogger(WarningProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                provider.Show(logLevel, formatter(state, exception));
            }
        }
    }
}
