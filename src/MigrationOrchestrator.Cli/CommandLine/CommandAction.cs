using System.CommandLine;
using MigrationOrchestrator.Cli.Output;

namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>Gives commands their action: errors become messages and exit codes in one place.</summary>
internal sealed class CommandAction(Terminal terminal)
{
    /// <summary>Sets what a command does; it returns the exit code.</summary>
    public void Set(Command command, Func<CommandContext, Task<int>> action) => command.SetAction(async (parse, cancellation) =>
    {
        CommandContext context = new(parse, terminal, cancellation);
        try
        {
            return await action(context);
        }
        catch (Exception exception)
        {
            return ErrorReport.Write(terminal, exception, context.Json, cancellation.IsCancellationRequested);
        }
    });
}
