using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Logging;

/// <summary>Shows warnings and errors on standard error, a line each; the log has the rest.</summary>
/// <param name="console">Standard error; it keeps live progress below what is written.</param>
internal sealed class WarningProvider(IAnsiConsole console) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new WarningLogger(console);

    public void Dispose()
    {
    }

    private sealed class WarningLogger(IAnsiConsole console) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string colour = logLevel == LogLevel.Warning ? "yellow" : "red";
                console.MarkupLine($"[{colour}]{logLevel}[/] {Markup.Escape(formatter(state, exception))}");
            }
        }
    }
}
