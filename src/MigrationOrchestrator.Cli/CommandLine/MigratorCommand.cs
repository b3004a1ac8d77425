using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using MigrationOrchestrator.Cli.Commands;
using MigrationOrchestrator.Cli.Commands.Batches;
using MigrationOrchestrator.Cli.Demo;
using MigrationOrchestrator.Cli.Images;
using MigrationOrchestrator.Cli.Output;

namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>The whole command line.</summary>
internal static class MigratorCommand
{
    private const string Description = "Moves virtual machines between clouds, durably: killed at any instant, a migration goes on where it was.";

    /// <summary>Runs a command line and returns its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation)
    {
        ParseResult parse = Create(terminal).Parse(arguments);

        if (parse.Action is ParseErrorAction wrong)
        {
            wrong.ShowHelp = false;
            if (parse.GetValue(GlobalOptions.Json))
            {
                string errors = string.Join(" ", parse.Errors.Select(error => error.Message));
                return ErrorReport.Write(terminal, new UsageException("usage", errors, "migrator COMMAND --help shows what there is."), json: true, interrupted: false);
            }
        }

        // Signals are handled by the caller, so that commands can say how to go on.
        InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            int code = await parse.InvokeAsync(configuration, cancellation);
            return parse.Action is ParseErrorAction ? ExitCode.WrongInput : code;
        }
        catch (IOException unwritten)
        {
            // Commands report what they meet themselves; help and what is wrong with a command line are written outside of them.
            return ErrorReport.Write(terminal, unwritten, json: false, interrupted: false);
        }
    }

    /// <summary>Makes the command line.</summary>
    internal static RootCommand Create(Terminal terminal)
    {
        CommandAction action = new(terminal);
        RootCommand root = new(Description);
        root.Options.Add(GlobalOptions.Data);
        root.Options.Add(GlobalOptions.Json);
        IEnumerable<Command> commands =
        [
            RunCommand.Create(action),
            PlanCommand.Create(action),
            .. LookCommands.Create(action),
            .. ControlCommands.Create(action),
            BatchCommand.Create(action),
            SchedulesCommand.Create(action),
            SweepCommand.Create(action),
            CloudsCommand.Create(action),
            ReplayCommand.Create(action),
            ServeCommand.Create(action),
            DemoCommand.Create(action),
            EmulateCommand.Create(action),
            .. ImageCommands.Create(action),
            FeedCommand.Create(action),
        ];
        foreach (Command command in commands)
        {
            root.Subcommands.Add(command);
        }

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }
}
